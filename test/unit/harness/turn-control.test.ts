import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { holdTool } from './hold-tool.ts';
import { type House, onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const endless = 'for (;;) await new Promise((resolve) => setTimeout(resolve, 5));';
const write = (name: string) => ({
  tool_use: { name: 'write', input: { file_path: `/workspace/${name}`, content: name } },
});

const texts = (events: SessionEvent[]) =>
  events.flatMap((event) =>
    event.type === 'user.message' || event.type === 'agent.message'
      ? event.content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
      : [],
  );
const row = (house: House, id: string) =>
  house.get(`/holdfast/v1/sessions/${id}`) as Promise<{ paused: boolean; status: string }>;
const isIntent = (event: SessionEvent) => event.type === 'holdfast.tool_intent';

/** An answer that calls a tool which runs until it is released, and two writes behind it. */
const threeCalls = {
  when: { last: 'user', contains: 'work' },
  reply: {
    blocks: [{ tool_use: { name: 'hold', input: {} } }, write('second.txt'), write('third.txt')],
  },
};
const threeSteps = [
  threeCalls,
  { when: { last: 'user', contains: 'instead' }, reply: { blocks: [{ text: 'As you say.' }] } },
  { when: { last: 'user', contains: 'later' }, reply: { blocks: [{ text: 'Now the later one.' }] } },
  onResult('All done.'),
];

async function working() {
  const hold = holdTool();
  const house = await openHouse(threeSteps, { extraTools: [hold.tool] });
  const id = await house.session();
  await house.say(id, 'work');
  await house.until(id, (event) => event.type === 'holdfast.tool_intent');
  const send = (content: string, delivery: string) =>
    house.post(`/holdfast/v1/sessions/${id}/messages`, { content, delivery }) as Promise<{
      event: { id: string };
    }>;
  return { house, id, send, hold };
}

describe('a message during a turn', () => {
  test('queued: waits until the turn has ended', async () => {
    const { house, id, send, hold } = await working();
    await send('later', 'queue');
    hold.release();
    await house.idle(id, 'end_turn', 2);
    expect(texts(await house.events(id))).toEqual(['work', 'All done.', 'later', 'Now the later one.']);
    expect(house.errors).toEqual([]);
  });

  test('steering: comes after the current tool, and what had not started is skipped and says so', async () => {
    const { house, id, send, hold } = await working();
    await send('instead', 'steer');
    hold.release();
    await house.idle(id);
    const events = await house.events(id);
    expect(texts(events)).toEqual(['work', 'instead', 'As you say.']);
    const results = events.filter((event) => event.type === 'agent.tool_result');
    expect(results.map((event) => event.holdfast?.details?.skipped ?? null)).toEqual([
      null,
      'steered',
      'steered',
    ]);
    expect(JSON.stringify(results[1])).toContain('not run: the owner sent a message first');
    const { data } = (await house.get(`/holdfast/v1/sessions/${id}/workspace`)) as {
      data: { path: string }[];
    };
    expect(data).toEqual([]);
    expect(house.errors).toEqual([]);
  });

  test('waiting ones are listed, edited, sped up and removed; one that was read is not changed', async () => {
    const { house, id, send, hold } = await working();
    const first = (await send('later', 'queue')).event.id;
    const second = (await send('never', 'queue')).event.id;
    const queue = `/holdfast/v1/sessions/${id}/queue`;
    expect(await house.get(queue)).toMatchObject({
      data: [
        { id: first, delivery: 'queue', processed_at: null },
        { id: second, delivery: 'queue' },
      ],
    });
    await house.holdfast.fetch(new Request(`http://holdfast${queue}/${second}`, { method: 'DELETE' }), {
      kind: 'in_process',
    });
    await house.post(`${queue}/${first}`, { content: 'do this instead', delivery: 'steer' });
    hold.release();
    await house.idle(id);
    expect(texts(await house.events(id))).toEqual(['work', 'do this instead', 'As you say.']);
    await expect(house.post(`${queue}/${first}`, { content: 'too late' })).rejects.toThrow('message_taken');
    await expect(house.post(`${queue}/${second}`, { content: 'gone' })).rejects.toThrow('event_not_found');
  });

  test('steering while an approval waits takes the question back', async () => {
    const papers = join(temporaryFolder(), 'Papers');
    mkdirSync(papers);
    const house = await openHouse([
      onMessage('report', 'write', { file_path: '/mnt/folders/Papers/r.md', content: 'x' }),
      ...threeSteps.slice(1),
    ]);
    const id = await house.session([{ path: papers, access: 'read_write' }]);
    await house.say(id, 'report');
    await house.idle(id, 'requires_action');
    await house.post(`/holdfast/v1/sessions/${id}/messages`, { content: 'instead', delivery: 'steer' });
    await house.idle(id);
    expect(await house.get('/holdfast/v1/approvals?status=pending')).toEqual({ data: [] });
    expect(texts(await house.events(id))).toEqual(['report', 'instead', 'As you say.']);
  });
});

describe('pause', () => {
  test('lets the running tool end, starts nothing new, survives a restart, and goes on where it was', async () => {
    const { house, id, hold } = await working();
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    expect(await row(house, id)).toMatchObject({ paused: true, status: 'running' });
    hold.release();
    await house.until(id, (event) => event.type === 'holdfast.pause_reached');
    expect(await row(house, id)).toMatchObject({ paused: true, status: 'rescheduling' });
    await house.say(id, 'later');
    await house.close();

    const second = await openHouse(threeSteps, { dataDir: house.dataDir, extraTools: [hold.tool] });
    expect(await row(second, id)).toMatchObject({ paused: true });
    expect((await second.events(id)).filter((event) => event.type === 'agent.tool_result')).toHaveLength(1);
    await second.post(`/holdfast/v1/sessions/${id}/resume`);
    await second.idle(id);
    const events = await second.events(id);
    const results = events.filter((event) => event.type === 'agent.tool_result');
    // allowed before the pause and certainly not started: they run now, and their outcome is known
    expect(results.map((event) => [event.is_error, event.holdfast?.unknown_outcome])).toEqual([
      [false, undefined],
      [false, undefined],
      [false, undefined],
    ]);
    expect(events.filter(isIntent)).toHaveLength(3);
    expect(await row(second, id)).toMatchObject({ paused: false, status: 'idle' });
    expect(second.errors).toEqual([]);
  });

  test('a pending approval can be answered; the call runs when it is resumed, also after a restart', async () => {
    const steps = [
      {
        when: { last: 'user', contains: 'report' },
        reply: {
          blocks: [
            {
              tool_use: {
                name: 'write',
                input: { file_path: '/mnt/folders/Papers/r.md', content: 'once\n' },
              },
            },
          ],
        },
      },
      onResult('Written.'),
    ];
    const house = await openHouse(steps);
    const papers = join(temporaryFolder(), 'Papers');
    mkdirSync(papers);
    const id = await house.session([{ path: papers, access: 'read_write' }]);
    await house.say(id, 'report');
    await house.idle(id, 'requires_action');
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as {
      data: { id: string; input_hash: string }[];
    };
    await house.post(`/holdfast/v1/approvals/${data[0]?.id}`, {
      decision: 'allow_once',
      input_hash: data[0]?.input_hash,
    });
    await house.until(id, isIntent);
    expect(existsSync(join(papers, 'r.md'))).toBe(false);
    await house.close();
    const second = await openHouse(steps, { dataDir: house.dataDir });
    expect(existsSync(join(papers, 'r.md'))).toBe(false);
    await second.post(`/holdfast/v1/sessions/${id}/resume`);
    await second.idle(id);
    expect(readFileSync(join(papers, 'r.md'), 'utf8')).toBe('once\n');
    const results = (await second.events(id)).filter((event) => event.type === 'agent.tool_result');
    expect(results).toMatchObject([{ is_error: false }]);
  });

  test('an answer that streams is kept; its calls start after the pause', async () => {
    const house = await openHouse([
      {
        when: { last: 'user' },
        reply: { blocks: [{ text: 'one two three four five' }, write('a.txt')], delay_ms: 40 },
      },
      onResult('Done.'),
    ]);
    const id = await house.session();
    const heard = new Promise<void>((resolve) => {
      house.holdfast.log.listen(id, (feed) => {
        if (feed.kind === 'live' && feed.event.type === 'event_delta') resolve();
      });
    });
    await house.say(id, 'go');
    await heard;
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    const { event } = await house.until(id, ({ type }) => type === 'holdfast.pause_reached');
    expect(event).toMatchObject({ not_started: [expect.any(String)] });
    await house.post(`/holdfast/v1/sessions/${id}/resume`);
    await house.idle(id);
    expect(texts(await house.events(id))).toEqual(['go', 'one two three four five', 'Done.']);
  });

  test('holds running code at its next call', async () => {
    const code = `await tools.hold({}); await tools.write({ file_path: '/workspace/after', content: '' });`;
    const hold = holdTool();
    const steps = [onMessage('work', 'run_code', { code }), onResult('Done.')];
    const house = await openHouse(steps, { extraTools: [hold.tool] });
    const id = await house.session();
    await house.say(id, 'work');
    await house.until(id, (event) => event.type === 'holdfast.tool_intent' && event.tool === 'hold');
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    hold.release();
    await house.until(id, (event) => event.type === 'agent.tool_result');
    const paths = async () =>
      ((await house.get(`/holdfast/v1/sessions/${id}/workspace`)) as { data: { path: string }[] }).data.map(
        (file) => file.path,
      );
    expect(await paths()).not.toContain('/workspace/after');
    await house.post(`/holdfast/v1/sessions/${id}/resume`);
    await house.idle(id);
    expect(await paths()).toContain('/workspace/after');
  });

  test('stop ends a paused turn, and says of what had not started that it was not run', async () => {
    const { house, id, hold } = await working();
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    hold.release();
    await house.until(id, (event) => event.type === 'holdfast.pause_reached');
    await house.post(`/holdfast/v1/sessions/${id}/interrupt`);
    await house.idle(id);
    const results = (await house.events(id)).filter((event) => event.type === 'agent.tool_result');
    expect(results.slice(1).map((event) => event.holdfast?.unknown_outcome)).toEqual([undefined, undefined]);
    expect(JSON.stringify(results[1])).toContain('Not run');
    expect(await row(house, id)).toMatchObject({ paused: true, status: 'idle' });
  });
});

describe('stop everything', () => {
  test('streams, code, stubborn waits and retries of all sessions come to rest', async () => {
    const house = await openHouse(
      [
        onMessage('code', 'run_code', { code: endless }),
        onMessage('busy', 'run_code', { code: 'for (;;) {}' }),
        onMessage('stubborn', 'hold', {}),
        {
          when: { last: 'user', contains: 'stream' },
          reply: { blocks: [{ text: 'a b c d e f g h i j k l m n o p' }], delay_ms: 500 },
        },
        {
          when: { last: 'user', contains: 'fail' },
          reply: { error: { status: 529, type: 'overloaded_error', retry_after: 600 } },
        },
        { when: { last: 'user', contains: 'quiet' }, reply: { blocks: [{ text: 'Quiet.' }] } },
      ],
      { extraTools: [holdTool().tool] },
    );
    const open = async (text: string, isBusy: (event: SessionEvent) => boolean) => {
      const id = await house.session();
      await house.say(id, text);
      await house.until(id, isBusy);
      return id;
    };
    const started = (event: SessionEvent) => event.type === 'span.model_request_start';
    const busy = await Promise.all([
      open('code', isIntent),
      open('code', isIntent),
      open('busy', isIntent),
      open('stubborn', isIntent),
      open('stream', started),
      open('stream', started),
      open('fail', (event) => event.type === 'session.status_rescheduled'),
    ]);
    const quiet = await house.session();
    await house.say(quiet, 'quiet');
    await house.idle(quiet);
    await house.post(`/holdfast/v1/sessions/${busy[0]}/messages`, { content: 'quiet', delivery: 'queue' });

    const { stopped } = (await house.post('/holdfast/v1/stop-all')) as { stopped: string[] };
    // it answers after a second at the latest, with those that rest by then; on a busy machine the others follow
    expect(busy).toEqual(expect.arrayContaining(stopped));
    for (const id of busy) {
      await house.until(id, (event) => event.type === 'session.status_idle');
      expect(await row(house, id)).toMatchObject({ status: 'idle' });
    }
    await vi.waitFor(() => expect(house.holdfast.harness.active()).toEqual([]), { timeout: 15_000 });
    // what waited would have started it again: it waits on, visibly
    expect(await row(house, busy[0] ?? '')).toMatchObject({ paused: true });
    expect(house.errors).toEqual([]);
  });
});
