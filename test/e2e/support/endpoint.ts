import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server on this machine that speaks just enough of the Messages API for the first run's checks. */
export interface Endpoint {
  url: string;
  /** Path and key of every request. */
  requests: { path: string; key: string | undefined }[];
  close(): Promise<void>;
}

/** Knows one key (`good-key`) and one model (`small`), and answers every message with “Hello.”. */
export async function openEndpoint(): Promise<Endpoint> {
  const requests: Endpoint['requests'] = [];
  const server = createServer((request, response) => {
    const header = request.headers['x-api-key'] ?? request.headers.authorization;
    requests.push({ path: request.url ?? '', key: Array.isArray(header) ? header[0] : header });
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of request) text += piece;
  const key = request.headers['x-api-key'];
  const refuse = (status: number, type: string, message: string) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ type: 'error', error: { type, message } }));
  if (key !== 'good-key') return void refuse(401, 'authentication_error', 'invalid x-api-key');
  const body: unknown = text === '' ? {} : JSON.parse(text);
  const model = typeof body === 'object' && body !== null && 'model' in body ? body.model : 'small';
  if (model !== 'small') return void refuse(404, 'not_found_error', `model: ${String(model)}`);
  const isStream = typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
  if (isStream) return stream(response);
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'small',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  );
}

function stream(response: ServerResponse): void {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'small', content: [], usage };
  const events = [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}
