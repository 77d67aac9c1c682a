import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const writeReport = onMessage('report', 'write', {
  file_path: '/mnt/folders/Papers/report.md',
  content: 'once\n',
});
const endless = 'for (;;) await new Promise((resolve) => setTimeout(resolve, 5));';

function ownFolder(): string {
  const folder = join(temporaryFolder(), 'Papers');
  mkdirSync(folder);
  return folder;
}

describe('restart', () => {
  test('a pending approval survives, and the call runs exactly once after it is answered', async () => {
    const steps = [writeReport, onResult('Written.')];
    const first = await openHouse(steps);
    const folder = ownFolder();
    const sessionId = await first.session([{ path: folder, access: 'read_write' }]);
    await first.say(sessionId, 'write the report');
    await first.idle(sessionId, 'requires_action');
    await first.close();

    const second = await openHouse(steps, { dataDir: first.dataDir });
    const { data } = (await second.get('/holdfast/v1/approvals?status=pending')) as {
      data: { id: string; input_hash: string }[];
    };
    await second.post(`/holdfast/v1/approvals/${data[0]?.id}`, {
      decision: 'allow_once',
      input_hash: data[0]?.input_hash,
    });
    await second.idle(sessionId);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('once\n');
    const events = await second.events(sessionId);
    expect(events.filter((event) => event.type === 'holdfast.tool_intent')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'agent.tool_result')).toHaveLength(1);
    expect(second.errors).toEqual([]);
  });

  test('a message that waited, and a request that was under way, go on by themselves', async () => {
    const steps = [
      { when: { last: 'user' }, reply: { blocks: [{ text: 'Here I am again.' }], start_delay_ms: 300 } },
    ];
    const first = await openHouse(steps);
    const sessionId = await first.session();
    await first.say(sessionId, 'hello');
    await first.until(sessionId, (event) => event.type === 'span.model_request_start');
    await first.close();
    const second = await openHouse(steps, { dataDir: first.dataDir });
    await second.idle(sessionId);
    expect((await second.events(sessionId)).filter((event) => event.type === 'agent.message')).toHaveLength(
      1,
    );
  });

  test('a tool that was cut off is never run again silently: its outcome is said to be unknown', async () => {
    const steps = [onMessage('loop', 'run_code', { code: endless }), onResult('I looked.')];
    const first = await openHouse(steps);
    const sessionId = await first.session();
    await first.say(sessionId, 'loop');
    await first.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
    await first.close();
    const second = await openHouse(steps, { dataDir: first.dataDir });
    await second.idle(sessionId);
    const result = (await second.events(sessionId)).find((event) => event.type === 'agent.tool_result');
    expect(result).toMatchObject({ is_error: true });
    expect(
      (await second.events(sessionId)).filter((event) => event.type === 'holdfast.tool_intent'),
    ).toHaveLength(1);
  });
});

describe('interrupt', () => {
  test('in the middle of a stream: what arrived stays, marked, and the session rests', async () => {
    const house = await openHouse([
      {
        when: {},
        reply: { blocks: [{ text: 'one two three four five six seven eight nine ten' }], delay_ms: 150 },
      },
    ]);
    const sessionId = await house.session();
    const heard = new Promise<void>((resolve) => {
      house.holdfast.log.listen(sessionId, (feed) => {
        if (feed.kind === 'live' && feed.event.type === 'event_delta') resolve();
      });
    });
    await house.say(sessionId, 'count');
    await heard;
    await house.post(`/holdfast/v1/sessions/${sessionId}/interrupt`);
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    expect(events.find((event) => event.type === 'agent.message')).toMatchObject({
      holdfast: { interrupted: true },
    });
    expect(events.some((event) => event.type === 'holdfast.interrupted')).toBe(true);
    expect(house.errors).toEqual([]);
  });

  test('in the middle of a tool: it ends within its grace, and the next message is answered', async () => {
    const house = await openHouse([
      onMessage('loop', 'run_code', { code: endless }),
      { when: { last: 'user', contains: 'next' }, reply: { blocks: [{ text: 'Yes?' }] } },
      onResult('It ended.'),
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'loop');
    await house.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
    await house.post(`/holdfast/v1/sessions/${sessionId}/interrupt`);
    await house.idle(sessionId);
    await house.say(sessionId, 'next');
    await house.idle(sessionId, 'end_turn', 2);
    const last = (await house.events(sessionId)).findLast((event) => event.type === 'agent.message');
    expect(last).toMatchObject({ content: [{ text: 'Yes?' }] });
  });

  test('while an approval waits: it is void and can no longer be answered', async () => {
    const house = await openHouse([writeReport, onResult('ok')]);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as {
      data: { id: string; input_hash: string }[];
    };
    await house.post(`/holdfast/v1/sessions/${sessionId}/interrupt`);
    await house.idle(sessionId);
    const late = house.post(`/holdfast/v1/approvals/${data[0]?.id}`, {
      decision: 'allow_once',
      input_hash: data[0]?.input_hash,
    });
    await expect(late).rejects.toThrow('approval_already_answered');
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
  });
});

describe('the model fails', () => {
  test('an overload is tried again, and the retry stands in the log', async () => {
    const house = await openHouse([
      { when: { last: 'user' }, times: 1, reply: { error: { status: 529, type: 'overloaded_error' } } },
      { when: { last: 'user' }, reply: { blocks: [{ text: 'Now I can.' }] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'hello');
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    expect(events.find((event) => event.type === 'session.error')).toMatchObject({
      error: { type: 'model_overloaded_error', retry_status: { type: 'retrying' } },
    });
    expect(events.map((event) => event.type)).toContain('session.status_rescheduled');
    expect(events.findLast((event) => event.type === 'agent.message')).toMatchObject({
      content: [{ text: 'Now I can.' }],
    });
  });

  test('a wrong key is not tried again; a retry after it is mended goes on with the same message', async () => {
    const house = await openHouse([
      { when: { last: 'user' }, times: 1, reply: { error: { status: 401, type: 'authentication_error' } } },
      { when: { last: 'user' }, reply: { blocks: [{ text: 'Better.' }] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'hello');
    await house.idle(sessionId, 'retries_exhausted');
    await house.post(`/holdfast/v1/sessions/${sessionId}/retry`);
    await house.idle(sessionId);
    expect((await house.events(sessionId)).findLast((event) => event.type === 'agent.message')).toMatchObject(
      { content: [{ text: 'Better.' }] },
    );
  });

  test('a stream that is cut is tried again and only the whole answer stays', async () => {
    const house = await openHouse([
      { when: { last: 'user' }, times: 1, reply: { blocks: [{ text: 'half of an answer' }], cut_after: 6 } },
      { when: { last: 'user' }, reply: { blocks: [{ text: 'the whole answer' }] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'hello');
    await house.idle(sessionId);
    const said = (await house.events(sessionId)).filter((event) => event.type === 'agent.message');
    expect(said).toMatchObject([{ content: [{ text: 'the whole answer' }] }]);
  });
});

test('a retry after an answer takes it out of what the model reads, not out of the log', async () => {
  const house = await openHouse([
    { when: { last: 'user' }, times: 1, reply: { blocks: [{ text: 'First try.' }] } },
    { when: { last: 'user' }, reply: { blocks: [{ text: 'Second try.' }] } },
  ]);
  const sessionId = await house.session();
  await house.say(sessionId, 'hello');
  await house.idle(sessionId);
  await house.post(`/holdfast/v1/sessions/${sessionId}/retry`);
  await house.idle(sessionId, 'end_turn', 2);
  const events = await house.events(sessionId);
  expect(
    events.filter((event) => event.type === 'agent.message').map((event) => event.content[0]),
  ).toMatchObject([{ text: 'First try.' }, { text: 'Second try.' }]);
  expect(events.some((event) => event.type === 'holdfast.rewound')).toBe(true);
});
