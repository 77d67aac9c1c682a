import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { type ActTool, actTool } from './act-tool.ts';
import { limit } from './budget-house.ts';
import { type House, onMessage, onResult, openHouse } from './support.ts';

type Options = Parameters<typeof openHouse>[1];

interface Asked {
  id: string;
  input_hash: string;
  input: { what: string };
}

const isSuspended = (event: SessionEvent) => event.type === 'holdfast.run_suspended';
const isResultOfCode = (event: SessionEvent) =>
  event.type === 'agent.tool_result' && event.holdfast?.parent_tool_use_id === undefined;

async function pending(house: House): Promise<Asked[]> {
  const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as { data: Asked[] };
  return data;
}

async function answer(house: House, what: string, decision: 'allow_once' | 'deny' = 'allow_once') {
  const asked = (await pending(house)).find(({ input }) => input.what === what);
  if (!asked) throw new Error(`nobody asks for ${what}`);
  await house.post(`/holdfast/v1/approvals/${asked.id}`, { decision, input_hash: asked.input_hash });
}

/** Resolves when the session's code has been suspended for the `nth` time and nobody works on it. */
async function suspended(house: House, id: string, nth = 1): Promise<void> {
  let seen = 0;
  await house.until(id, (event) => isSuspended(event) && ++seen === nth);
  await house.holdfast.harness.wake(id);
}

async function codeHouse(code: string, act: ActTool, options: Options = {}) {
  const steps = [onMessage('work', 'run_code', { code }), onResult('Done.')];
  const house = await openHouse(steps, { suspendAfterMs: 20, extraTools: [act.tool], ...options });
  return { house, steps };
}

async function begin(code: string, options: Options = {}) {
  const act = actTool();
  const { house, steps } = await codeHouse(code, act, options);
  const id = await house.session();
  await house.say(id, 'work');
  await suspended(house, id);
  return { house, id, act, steps };
}

async function outcome(house: House, id: string) {
  await house.until(id, isResultOfCode);
  await house.idle(id);
  const result = (await house.events(id)).find(isResultOfCode);
  if (result?.type !== 'agent.tool_result') throw new Error('no result');
  const text = (result.content ?? []).map((block) => (block.type === 'text' ? block.text : '')).join('');
  return { text, isError: result.is_error, details: result.holdfast?.details };
}

const oneAsk = `
  console.log('before');
  const first = await tools.act({ what: 'first' });
  const asked = await tools.act({ what: 'ask ' + first.length });
  const last = await tools.act({ what: 'last' });
  console.log('after');
  return [first, asked, last];`;

describe('code that waits for the owner', () => {
  test('gives its worker back, goes on after the answer, and has made each call once', async () => {
    const { house, id, act } = await begin(oneAsk);
    expect(act.done).toEqual(['first']);
    expect(house.holdfast.harness.active()).toEqual([]);
    await answer(house, 'ask 9');
    const { text, isError } = await outcome(house, id);
    expect({ text, isError }).toEqual({
      text: `before\nafter\n\nReturned: ${JSON.stringify(['did first', 'did ask 9', 'did last'], null, 1)}`,
      isError: false,
    });
    expect(act.done).toEqual(['first', 'ask 9', 'last']);
    const events = await house.events(id);
    const uses = events.filter((event) => event.type === 'agent.tool_use');
    const results = events.filter((event) => event.type === 'agent.tool_result');
    expect(uses).toHaveLength(4);
    expect(results.map((event) => event.tool_use_id).sort()).toEqual(uses.map((event) => event.id).sort());
    expect(house.errors).toEqual([]);
  });

  test('keeps its worker where the answer comes soon', async () => {
    const act = actTool();
    const { house } = await codeHouse(oneAsk, act, { suspendAfterMs: 600_000 });
    const id = await house.session();
    await house.say(id, 'work');
    await house.idle(id, 'requires_action');
    await answer(house, 'ask 9');
    expect((await outcome(house, id)).isError).toBe(false);
    expect((await house.events(id)).filter(isSuspended)).toEqual([]);
    expect(act.done).toEqual(['first', 'ask 9', 'last']);
  });

  test('reads a denial as an error it can catch, and goes on', async () => {
    const code = `
      let said = '';
      try { await tools.act({ what: 'ask' }); } catch (error) { said = error.name + ' ' + error.message; }
      return [said, await tools.act({ what: 'instead' })];`;
    const { house, id, act } = await begin(code);
    await answer(house, 'ask', 'deny');
    expect((await outcome(house, id)).text).toBe(
      `Returned: ${JSON.stringify(['ToolError act: Denied by the owner.', 'did instead'], null, 1)}`,
    );
    expect(act.done).toEqual(['instead']);
    expect(house.errors).toEqual([]);
  });

  test('ends when the owner interrupts, and what had not begun is said not to have run', async () => {
    const { house, id, act } = await begin(oneAsk);
    await house.post(`/holdfast/v1/sessions/${id}/interrupt`);
    const { text, isError, details } = await outcome(house, id);
    expect({ text, isError, details }).toEqual({
      text: 'Stopped by the owner while the code waited for an answer. What it had done by then stands; the rest was not run.',
      isError: true,
      details: { ended_by: 'aborted' },
    });
    expect(act.done).toEqual(['first']);
    expect(await pending(house)).toEqual([]);
    expect(JSON.stringify(await house.events(id))).not.toContain('unknown_outcome');
  });

  test('asks for many things at once, and each answer is taken when it comes', async () => {
    const code = `
      const one = async (name) => { const text = await tools.act({ what: 'ask ' + name }); return await tools.act({ what: 'after ' + name }); };
      return await Promise.all(['a', 'b', 'c', 'd'].map(one));`;
    const { house, id, act } = await begin(code);
    for (const [index, name] of ['c', 'a', 'd'].entries()) {
      await answer(house, `ask ${name}`);
      await suspended(house, id, index + 2);
    }
    await answer(house, 'ask b');
    expect((await outcome(house, id)).text).toBe(
      `Returned: ${JSON.stringify(
        ['a', 'b', 'c', 'd'].map((name) => `did after ${name}`),
        null,
        1,
      )}`,
    );
    expect(act.done).toEqual(['c', 'a', 'd', 'b'].flatMap((name) => [`ask ${name}`, `after ${name}`]));
    expect(house.errors).toEqual([]);
  });

  test('holds back what the model wanted done after it', async () => {
    const act = actTool();
    const blocks = [
      { tool_use: { name: 'run_code', input: { code: `return await tools.act({ what: 'ask' })` } } },
      { tool_use: { name: 'act', input: { what: 'next' } } },
    ];
    const steps = [{ when: { last: 'user' }, reply: { blocks } }, onResult('Done.')];
    const house = await openHouse(steps, { suspendAfterMs: 20, extraTools: [act.tool] });
    const id = await house.session();
    await house.say(id, 'work');
    await suspended(house, id);
    expect(act.done).toEqual([]);
    await answer(house, 'ask');
    await house.idle(id);
    expect(act.done).toEqual(['ask', 'next']);
    expect(house.errors).toEqual([]);
  });
});

describe('a restart while code is suspended', () => {
  test('changes nothing: it goes on when the answer comes', async () => {
    const first = await begin(oneAsk);
    await first.house.close();
    const act = actTool();
    const { house } = await codeHouse(oneAsk, act, { dataDir: first.house.dataDir });
    await answer(house, 'ask 9');
    expect((await outcome(house, first.id)).isError).toBe(false);
    expect([...first.act.done, ...act.done]).toEqual(['first', 'ask 9', 'last']);
    expect(house.errors).toEqual([]);
  });

  test('finds it suspended, too, when the app was closed before the code was', async () => {
    const act = actTool();
    const { house } = await codeHouse(oneAsk, act, { suspendAfterMs: 600_000 });
    const id = await house.session();
    await house.say(id, 'work');
    await house.idle(id, 'requires_action');
    await house.close();
    const again = await codeHouse(oneAsk, act, { dataDir: house.dataDir });
    await answer(again.house, 'ask 9');
    expect((await outcome(again.house, id)).isError).toBe(false);
    expect(act.done).toEqual(['first', 'ask 9', 'last']);
  });
});

describe('code that is run again after it was suspended', () => {
  test('sees the time, the chance and the order that it saw, and prints nothing twice', async () => {
    const code = `
      const seen = [], note = (what) => { seen.push(what); console.log(what); };
      const later = (ms, what) => new Promise((resolve) => setTimeout(() => { note(what); resolve(); }, ms));
      note('r' + Math.random()); note('t' + Date.now()); note(new Date().toISOString());
      const slow = later(30, 'slow'), fast = later(5, 'fast'), call = tools.act({ what: 'one' }).then(note);
      await Promise.all([slow, fast, call]);
      await tools.act({ what: 'ask ' + seen.join() });
      return seen;`;
    const act = actTool();
    const { house } = await codeHouse(code, act);
    const id = await house.session();
    const printed: string[] = [];
    house.holdfast.log.listen(id, (feed) => {
      if (feed.kind === 'live' && feed.event.type === 'holdfast.tool_output') printed.push(feed.event.text);
    });
    await house.say(id, 'work');
    await suspended(house, id);
    const before = [...printed];
    const [asked] = await pending(house);
    const seen = asked?.input.what.slice('ask '.length).split(',') ?? [];
    expect(seen).toHaveLength(6);
    await answer(house, asked?.input.what ?? '');
    const { text } = await outcome(house, id);
    expect(text).toBe(`${seen.join('\n')}\n\nReturned: ${JSON.stringify(seen, null, 1)}`);
    expect(printed).toEqual(before);
    expect(act.done).toEqual(['one', asked?.input.what]);
  });

  test('reads its files as they were, and what it wrote before lands once', async () => {
    const code = `
      import fs from 'fs';
      import { word } from './word.js';
      const count = Number(await fs.readFile('count.txt', 'utf8')) + 1;
      await fs.writeFile('count.txt', String(count));
      await fs.appendFile('log.txt', 'a');
      const asked = tools.act({ what: 'ask' });
      await fs.appendFile('log.txt', 'b');
      await asked;
      await fs.appendFile('log.txt', 'c');
      return [word, count, await fs.readFile('count.txt', 'utf8'), await fs.readFile('log.txt', 'utf8')];`;
    const act = actTool();
    const { house } = await codeHouse(code, act);
    const id = await house.session();
    const put = (path: string, text: string) =>
      house.holdfast.fetch(
        new Request(`http://holdfast/holdfast/v1/sessions/${id}/workspace/file?path=${path}`, {
          method: 'POST',
          body: text,
        }),
        { kind: 'in_process' },
      );
    expect((await put('/workspace/count.txt', '41')).ok).toBe(true);
    expect((await put('/workspace/word.js', "export const word = 'old';")).ok).toBe(true);
    await house.say(id, 'work');
    await suspended(house, id);
    expect((await put('/workspace/word.js', "export const word = 'new';")).ok).toBe(true);
    await answer(house, 'ask');
    expect((await outcome(house, id)).text).toBe(
      `Returned: ${JSON.stringify(['old', 42, '42', 'abc'], null, 1)}`,
    );
    expect(house.errors).toEqual([]);
  });

  test('ends as diverged where it does something else, and what waited with it is not run', async () => {
    const code = `
      await tools.act({ what: Object.keys(tools).includes('other') ? 'this' : 'that' });
      return await tools.act({ what: 'ask' });`;
    const { house: first, id, act } = await begin(code);
    await first.close();
    const { house } = await codeHouse(code, act, {
      dataDir: first.dataDir,
      extraTools: [act.tool, actTool('other').tool],
    });
    await answer(house, 'ask');
    const { text, isError, details } = await outcome(house, id);
    expect(text).toBe(
      'Not gone on with: run again after it had waited, the code did something else: call 1 is another one: act.',
    );
    expect({ isError, endedBy: details }).toMatchObject({ isError: true, endedBy: { ended_by: 'diverged' } });
    expect(act.done).toEqual(['that']);
    const events = await house.events(id);
    const nested = events.filter(
      (event) => event.type === 'agent.tool_result' && event.holdfast?.parent_tool_use_id !== undefined,
    );
    expect(nested.map((event) => JSON.stringify(event).includes('Not run'))).toEqual([false, true]);
  });
});

describe('what happens to a session while its code is suspended', () => {
  const isMessage = (event: SessionEvent) => event.type === 'user.message';

  test('forgotten words take the record along, with the files it kept: the code is not gone on with, and says so', async () => {
    const { house, id, act } = await begin(oneAsk);
    expect(recordOf(house, id)).toMatchObject({ record: expect.any(String) });
    const message = (await house.events(id)).find(isMessage);
    await house.holdfast.log.forget({ eventId: message?.id ?? '' });
    const [asked] = await pending(house);
    expect(recordOf(house, id)).toBeUndefined();
    await answer(house, asked?.input.what ?? '');
    const { text, isError, details } = await outcome(house, id);
    expect({ isError, details, text: text.slice(0, 24) }).toEqual({
      isError: true,
      details: { ended_by: 'diverged' },
      text: 'Not gone on with: what t',
    });
    expect(act.done).toEqual(['first']);
  });

  test('words that are forgotten while it still runs do not come back with its record', async () => {
    const act = actTool();
    const { house } = await codeHouse(oneAsk, act, { suspendAfterMs: 600_000 });
    const id = await house.session();
    await house.say(id, 'work');
    await house.idle(id, 'requires_action');
    const message = (await house.events(id)).find(isMessage);
    await house.holdfast.log.forget({ eventId: message?.id ?? '' });
    // closing suspends what still runs
    await house.close();
    expect(recordOf(house, id)).toBeUndefined();
    const again = await codeHouse(oneAsk, act, { dataDir: house.dataDir });
    await answer(again.house, 'ask 9');
    expect((await outcome(again.house, id)).details).toEqual({ ended_by: 'diverged' });
    expect(act.done).toEqual(['first']);
  });

  test('a message that is to be read first ends it: what waited is not run, and the question is taken back', async () => {
    const { house, id, act } = await begin(oneAsk);
    await house.post(`/holdfast/v1/sessions/${id}/messages`, { content: 'instead', delivery: 'steer' });
    expect((await outcome(house, id)).isError).toBe(true);
    expect(act.done).toEqual(['first']);
    expect(await pending(house)).toEqual([]);
    expect(recordOf(house, id)).toBeUndefined();
    expect(JSON.stringify(await house.events(id))).not.toContain('unknown_outcome');
  });

  test('a fork does not take it along, and it goes on in its own session, once', async () => {
    const { house, id, act } = await begin(oneAsk);
    const message = await house.until(id, isMessage);
    const seq = message.seq;
    const forked = (await house.post(`/holdfast/v1/sessions/${id}/fork`, { seq })) as { id: string };
    expect(recordOf(house, forked.id)).toBeUndefined();
    await answer(house, 'ask 9');
    expect((await outcome(house, id)).isError).toBe(false);
    expect(act.done).toEqual(['first', 'ask 9', 'last']);
  });
});

describe('limits and retries while code is suspended', () => {
  test('a retry takes it back with its question, and what the model answers then starts from its beginning', async () => {
    const { house, id, act } = await begin(oneAsk);
    const before = await pending(house);
    await house.post(`/holdfast/v1/sessions/${id}/retry`);
    await suspended(house, id, 2);
    const after = await pending(house);
    expect(after.map(({ input }) => input.what)).toEqual(['ask 9']);
    expect(after[0]?.id).not.toBe(before[0]?.id);
    await answer(house, 'ask 9');
    expect((await outcome(house, id)).isError).toBe(false);
    expect(act.done).toEqual(['first', 'first', 'ask 9', 'last']);
    expect(recordOf(house, id)).toBeUndefined();
    expect(house.errors).toEqual([]);
  });

  test('a budget that ends meanwhile: the call that was allowed is made, the next one is not, and the code reads why', async () => {
    const { house, id, act } = await begin(oneAsk);
    await limit(house, id, { tool_calls: 3 });
    await answer(house, 'ask 9');
    await house.until(id, isResultOfCode);
    const result = (await house.events(id)).find(isResultOfCode);
    expect(JSON.stringify(result)).toContain('Not run: the budget is used up (tool calls)');
    expect(act.done).toEqual(['first', 'ask 9']);
    await house.idle(id, 'budget_reached');
    expect(recordOf(house, id)).toBeUndefined();
    expect(house.errors).toEqual([]);
  });
});

/** What the database keeps of the session's suspended code. */
function recordOf(house: House, id: string): unknown {
  const db = new Database(join(house.dataDir, 'holdfast.db'), { readonly: true });
  try {
    return db
      .prepare(
        'SELECT record FROM suspended_runs JOIN sessions ON sessions.number = session_number WHERE sessions.id = ?',
      )
      .get(id);
  } finally {
    db.close();
  }
}
