import { Agent, request as send } from 'node:http';

export interface RawBlock {
  type: string;
  id?: string;
  name?: string;
  text?: string;
  input?: unknown;
}

/** The least that a client of the Messages API can be: node:http, one kept connection, an event stream split by hand. */
export interface RawClient {
  /** Sends `body` and resolves with the blocks of the answer. */
  ask(body: unknown, onText?: (text: string) => void): Promise<RawBlock[]>;
  close(): void;
}

/** A client for `${baseUrl}/v1/messages`. */
export function createRawClient(baseUrl: string): RawClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const url = new URL(`${baseUrl}/v1/messages`);
  return {
    close: () => agent.destroy(),
    ask: (body, onText) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify(body);
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        const request = send(url, { method: 'POST', agent, headers }, (response) => {
          const answer = createReader(onText);
          response.setEncoding('utf8');
          response.on('data', answer.take);
          response.on('end', () => resolve(answer.blocks));
          response.on('error', reject);
        });
        request.on('error', reject);
        request.end(text);
      }),
  };
}

function createReader(onText: ((text: string) => void) | undefined) {
  const blocks: RawBlock[] = [];
  let rest = '';
  let input = '';
  const take = (piece: string): void => {
    rest += piece;
    let from = 0;
    for (let at = rest.indexOf('\n\n', from); at >= 0; at = rest.indexOf('\n\n', from)) {
      const data = rest.indexOf('data: ', from);
      if (data >= 0 && data < at) read(JSON.parse(rest.slice(data + 6, at)));
      from = at + 2;
    }
    rest = rest.slice(from);
  };
  const read = (event: {
    type: string;
    content_block?: RawBlock;
    delta?: { type?: string; text?: string; partial_json?: string };
  }): void => {
    const last = blocks.at(-1);
    if (event.type === 'content_block_start' && event.content_block) {
      blocks.push({ ...event.content_block });
      input = '';
    } else if (event.type === 'content_block_delta' && last) {
      if (event.delta?.type === 'text_delta') {
        last.text = (last.text ?? '') + event.delta.text;
        onText?.(event.delta.text ?? '');
      } else input += event.delta?.partial_json ?? '';
    } else if (event.type === 'content_block_stop' && last?.type === 'tool_use')
      last.input = JSON.parse(input);
  };
  return { blocks, take };
}
