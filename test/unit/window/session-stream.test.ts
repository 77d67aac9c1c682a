import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { ApiError } from '../../../renderer/api/client.ts';
import { followStream } from '../../../renderer/api/server-sent-events.ts';
import { createSessionReader } from '../../../renderer/api/session-reader.ts';

const event = (seq: number) => ({
  id: `sevt_${seq}`,
  type: 'user.message',
  content: [{ type: 'text', text: `Grüße ${seq}` }],
  processed_at: '2026-11-23T10:00:00.000Z',
});

const frame = (seq: number) => `event: user.message\ndata: ${JSON.stringify({ seq, event: event(seq) })}\n\n`;

/** Serves one answer after the other; says which positions were asked for. */
async function serve(answers: ((response: ServerResponse) => void)[]) {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://localhost').searchParams.get('after_seq'));
    const answer = answers[asked.length - 1];
    if (answer) answer(response);
    else response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { asked, base: `http://127.0.0.1:${port}/stream` };
}

test('a stream that is cut inside a frame goes on from the last whole event, and repeats none', async () => {
  const last = frame(3);
  const half = Buffer.from(last);
  const { asked, base } = await serve([
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // Cut in the middle of a two-byte letter.
      const cut = half.indexOf('ü') + 1;
      response.write(`: hello\n\nevent: ping\ndata: {"type":"ping"}\n\n${frame(1)}${frame(2)}`);
      response.write(half.subarray(0, cut), () => response.destroy());
    },
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(2));
      response.write(half.subarray(0, 40));
      response.write(half.subarray(40));
      response.write(frame(4).replaceAll('\n', '\r\n'));
    },
  ]);
  const controller = new AbortController();
  const seen: unknown[] = [];
  const states: string[] = [];
  const reader = createSessionReader(0, {
    onLive: () => seen.push('live'),
    onStored: (stored) => {
      seen.push(stored);
      if (stored.seq === 4) controller.abort();
    },
  });
  await followStream({
    address: () => `${base}?after_seq=${reader.lastSeq()}`,
    signal: controller.signal,
    onFrame: reader.receive,
    onState: (state) => states.push(state),
  });
  expect(seen).toEqual([1, 2, 3, 4].map((seq) => ({ seq, event: event(seq) })));
  expect(asked).toEqual(['0', '2']);
  expect(states).toEqual(['open', 'lost', 'open']);
});

test('live frames are handed on and move no position', () => {
  const live: unknown[] = [];
  const reader = createSessionReader(7, { onStored: () => undefined, onLive: (frame) => live.push(frame) });
  const output = { type: 'holdfast.tool_output', tool_use_id: 'sevt_9', stream: 'stdout', text: 'hi' };
  reader.receive({ event: output.type, data: JSON.stringify(output) });
  reader.receive({ event: 'new.kind', data: '{"type":"new.kind"}' });
  expect(live).toEqual([output]);
  expect(reader.lastSeq()).toBe(7);
});

test('a session that is gone ends the following instead of being asked for again', async () => {
  const { asked, base } = await serve([
    (response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      const error = { type: 'not_found_error', message: 'gone', code: 'session_not_found' };
      response.end(JSON.stringify({ type: 'error', error, request_id: 'req_1' }));
    },
  ]);
  await followStream({
    address: () => base,
    signal: new AbortController().signal,
    onFrame: () => undefined,
    onState: () => undefined,
    isFinal: (error) => error instanceof ApiError && error.status === 404,
  });
  expect(asked).toHaveLength(1);
});
