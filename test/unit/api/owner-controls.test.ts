import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import { systemRuntime } from '../../../core/base/index.ts';
import { openHouse, type Step, sayAlways, scratchFolder, untilIdle } from './house.ts';

const base = '/holdfast/v1';
const ask = { tool_use: { name: 'ask_user', input: { question: 'Which?' } } };
const glob = { tool_use: { name: 'glob', input: { pattern: '*.md', path: '/workspace' } } };

describe('the policy of a tool', () => {
  it('is “default” until the owner chooses one, and again once the choice is taken back', async () => {
    const { typed } = await openHouse();
    const policyOf = async (name: string) =>
      (await typed.call('listTools')).data.find((tool) => tool.name === name)?.policy;
    expect(new Set((await typed.call('listTools')).data.map(({ policy }) => policy))).toEqual(
      new Set(['default']),
    );
    const set = (policy: 'default' | 'always_ask') =>
      typed.call('setToolPolicy', { parameters: { name: 'read' }, body: { policy } });
    expect(await set('always_ask')).toMatchObject({ policy: 'always_ask' });
    expect(await policyOf('read')).toBe('always_ask');
    expect(await set('default')).toMatchObject({ policy: 'default' });
    expect(await policyOf('read')).toBe('default');
  });
});

describe('questions', () => {
  it('say whether the agent asks or Holdfast does', async () => {
    const again: Step[] = [
      { when: { last: 'user', contains: 'ask' }, reply: { blocks: [ask] } },
      { when: { last: 'user' }, reply: { blocks: [glob] } },
      { when: { last: 'tool_result' }, reply: { blocks: [glob] } },
    ];
    const house = await openHouse({ steps: again });
    const asking = (await house.typed.call('createSession', { body: {} })).id;
    const circling = (await house.typed.call('createSession', { body: {} })).id;
    for (const [id, content] of [
      [asking, 'please ask'],
      [circling, 'go round'],
    ] as const) {
      await house.typed.call('sendMessage', { parameters: { id }, body: { content } });
      await untilIdle(house, id);
    }
    const { data } = await house.typed.call('listQuestions', {});
    expect(Object.fromEntries(data.map((question) => [question.session_id, question.asked_by]))).toEqual({
      [asking]: 'agent',
      [circling]: 'holdfast',
    });
  });
});

describe('an event of a later version', () => {
  it('is known by its name alone, by type or by shape, and harms no page and no frame', () => {
    const known = { id: 'sevt_1', type: 'session.status_running', processed_at: '2026-11-23T10:00:00.000Z' };
    const later = { ...known, id: 'sevt_2', type: 'holdfast.dreamt', of: { sheep: 3 } };
    const changed = { ...known, id: 'sevt_3', type: 'session.status_idle', stop_reason: { type: 'bored' } };
    const page = endpoints.listEvents.response.parse({
      data: [known, later, changed].map((event, index) => ({ seq: index + 1, event })),
      first_seq: 1,
      last_seq: 3,
      has_more: false,
      queued: [],
    });
    const at = { processed_at: known.processed_at };
    expect(page.data.map(({ event }) => event)).toEqual([
      known,
      { id: 'sevt_2', type: 'unknown', original_type: 'holdfast.dreamt', ...at },
      { id: 'sevt_3', type: 'unknown', original_type: 'session.status_idle', ...at },
    ]);
  });
});

describe('the charter', () => {
  it('shows agents with instructions of their own, and which session carried which version since when', async () => {
    const house = await openHouse();
    const { typed } = house;
    const { id } = await typed.call('createSession', { body: {} });
    const say = async (count: number) => {
      await typed.call('sendMessage', { parameters: { id }, body: { content: 'Hello' } });
      await untilIdle(house, id, count);
    };
    await say(1);
    const plain = await typed.call('getCharter');
    expect(plain.agents).toEqual([]);
    const changed = await typed.call('setCharter', { body: { rules: ['Never write in red.'] } });
    await say(2);
    const uses = await typed.call('listCharterUses', { query: { session_id: id } });
    expect(uses.data).toMatchObject([
      { session_id: id, session_title: 'Hello', version: changed.version, sha256: changed.sha256 },
      { session_id: id, version: plain.version, sha256: plain.sha256 },
    ]);
    expect((await typed.call('listCharterUses', {})).data).toEqual(uses.data);
    expect((await house.client(`${base}/charter/uses`)).status).toBe(403);

    await house.owner('/v1/agents', {
      body: { name: 'Careful', model: 'default', metadata: { holdfast_safety: 'Whisper. ' } },
    });
    const { agents, owner } = await typed.call('getCharter');
    expect(agents).toMatchObject([{ agent_name: 'Careful', safety: 'Whisper.' }]);
    expect(agents[0]?.text).toContain('## Safety instructions of this agent\n\nWhisper.\n');
    expect(agents[0]?.text).toContain(`1. ${owner.rules[0]}`);
  });

  it('says what is too long and what is too much', async () => {
    const { owner } = await openHouse();
    const long = await owner(`${base}/charter`, { body: { rules: ['x'.repeat(501)] } });
    expect([long.status, long.body.error.message]).toEqual([400, expect.stringContaining('500')]);
    const many = await owner(`${base}/charter`, { body: { rules: Array(51).fill('Be kind.') } });
    expect([many.status, many.body.error.message]).toEqual([400, expect.stringContaining('50')]);
  });
});

describe('the list of sessions', () => {
  it('has words, folders and what waits in each row; a fork has its parent’s words', async () => {
    const house = await openHouse({
      steps: [{ when: { last: 'user', contains: 'ask' }, reply: { blocks: [ask] } }, ...sayAlways('Done.')],
    });
    const { typed } = house;
    const folder = scratchFolder();
    const quiet = (
      await typed.call('createSession', { body: { folders: [{ path: folder, access: 'read' }] } })
    ).id;
    const asking = (await typed.call('createSession', { body: { title: 'Asking' } })).id;
    const empty = (await typed.call('createSession', { body: {} })).id;
    for (const [id, content] of [
      [quiet, 'Hello there'],
      [asking, 'please ask'],
    ] as const) {
      await typed.call('sendMessage', { parameters: { id }, body: { content } });
      await untilIdle(house, id);
    }
    const last = (await typed.call('listEvents', { parameters: { id: quiet } })).last_seq ?? 0;
    const fork = await typed.call('forkSession', { parameters: { id: quiet }, body: { seq: last } });
    const rows = (await typed.call('listSessions', {})).data;
    const row = (id: string) => rows.find((candidate) => candidate.id === id);
    expect(row(quiet)).toMatchObject({
      title: 'Hello there',
      snippet: { text: 'Done.' },
      folders: [{ access: 'read' }],
      pending_questions: 0,
    });
    expect(row(asking)).toMatchObject({ title: 'Asking', pending_questions: 1, folders: [] });
    expect(row(empty)).toMatchObject({ title: 'New session', snippet: null });
    const forked = rows.find(({ forked_from }) => forked_from !== null);
    expect(fork).toBeDefined();
    expect(forked).toMatchObject({ snippet: { text: 'Done.' }, forked_from: { session_id: quiet } });
  });
});

describe('running time', () => {
  it('counts what runs right now, and stays when it has ended', async () => {
    const slow: Step[] = [
      { when: { last: 'user' }, reply: { blocks: [{ text: 'word '.repeat(400) }], delay_ms: 30 } },
    ];
    const house = await openHouse({ steps: slow });
    const { id } = await house.typed.call('createSession', { body: {} });
    const runningOf = async () =>
      (await house.typed.call('getSessionBudget', { parameters: { id } })).scopes[0]?.lines.find(
        ({ what }) => what === 'running_seconds',
      )?.spent ?? 0;
    await house.typed.call('sendMessage', { parameters: { id }, body: { content: 'talk' } });
    await expect.poll(runningOf, { timeout: 20_000 }).toBeGreaterThan(0);
    await house.typed.call('interrupt', { parameters: { id } });
    await untilIdle(house, id);
    const { body } = await house.owner(`/v1/sessions/${id}`);
    expect(body.stats.active_seconds).toBeGreaterThan(0);
    expect(body.usage.active_seconds).toBe(await runningOf());
  });
});

describe('a limit of the day', () => {
  it('lets what rested for it go on once the next day has begun, without a word; what was stopped stays so', async () => {
    const dataDir = scratchFolder();
    const calls = [1, 2, 3].map((n) => ({
      tool_use: { name: 'glob', input: { pattern: `${n}`, path: '/workspace' } },
    }));
    const steps: Step[] = [
      { when: { last: 'user' }, reply: { blocks: calls.slice(0, 1) } },
      { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
    ];
    const first = await openHouse({ steps, dataDir });
    await first.typed.call('setBudgets', { body: { day: { tool_calls: 1 } } });
    const ids: string[] = [];
    for (const content of ['one', 'two', 'three']) {
      const { id } = await first.typed.call('createSession', { body: {} });
      ids.push(id);
      await first.typed.call('sendMessage', { parameters: { id }, body: { content } });
      await untilIdle(first, id);
    }
    const [done = '', resting = '', stopped = ''] = ids;
    await first.typed.call('interrupt', { parameters: { id: stopped } });
    await untilIdle(first, stopped, 2);
    const reasonIn = async (house: typeof first, id: string) =>
      (await house.typed.call('getSession', { parameters: { id } })).stop_reason?.type;
    expect(await Promise.all(ids.map((id) => reasonIn(first, id)))).toEqual([
      'end_turn',
      'budget_reached',
      'end_turn',
    ]);
    await first.holdfast.close();

    const runtime = systemRuntime();
    const tomorrow = { ...runtime.clock, now: () => Date.now() + 86_400_000 };
    const next = await openHouse({ steps, dataDir, runtime: { ...runtime, clock: tomorrow } });
    await untilIdle(next, resting, 2);
    expect(await Promise.all([done, resting].map((id) => reasonIn(next, id)))).toEqual([
      'end_turn',
      'end_turn',
    ]);
    const events = (
      await next.typed.call('listEvents', { parameters: { id: stopped }, query: { limit: 1000 } })
    ).data;
    expect(events.at(-1)?.event.type).toBe('session.status_idle');
  });
});
