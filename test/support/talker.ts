import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const frame = (event: { type: string }) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const answer = (text: string) =>
  [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'test-model',
        content: [],
        stop_reason: null,
        usage: { input_tokens: 5, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ]
    .map(frame)
    .join('');

/** A model's server that writes the key it was sent into answers, headers and errors; an answer ends with `control`. */
export async function openTalker(control: string) {
  const seen: string[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const key = String(request.headers['x-api-key'] ?? request.headers.authorization);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push(key);
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      if (body.includes('fail now')) {
        response.writeHead(401, { 'content-type': 'application/json', 'x-key': key });
        response.end(
          JSON.stringify({
            type: 'error',
            error: {
              type: 'authentication_error',
              message: `the key ${key} is wrong; ${Buffer.from(key).toString('base64')}`,
            },
          }),
        );
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': key });
      const text = answer(
        `You sent ${key}, in base64 ${Buffer.from(key).toString('base64')}, in hex ${Buffer.from(key).toString('hex')}. ${control}`,
      );
      for (let at = 0; at < text.length; at += 37) response.write(text.slice(at, at + 37));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The keys that came, and what was asked with them. */
    seen,
    bodies,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
