import { createServer } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import type { SessionEvent } from '../../../core/events/index.ts';
import type { House } from './support.ts';

export const words = (count: number) => 'word'.repeat(count);
export const talk = [{ when: { last: 'user' }, reply: { blocks: [{ text: words(200) }] } }];
export const free = { rehearsal: { input: 0, output: 0, cache_read: 0, cache_write: 0 } };
export const dear = { rehearsal: { input: 10, output: 100, cache_read: 1, cache_write: 12 } };

export const budgetOf = async (house: House, sessionId: string) =>
  endpoints.getSessionBudget.response.parse(await house.get(`/holdfast/v1/sessions/${sessionId}/budget`));
export const limit = (house: House, sessionId: string, limits: object) =>
  house.post(`/holdfast/v1/sessions/${sessionId}/budget`, { limits });
export const lineOf = (budget: Awaited<ReturnType<typeof budgetOf>>, what: string, scope = 'session') =>
  budget.scopes.find((candidate) => candidate.scope === scope)?.lines.find((line) => line.what === what);
export const ends = (events: SessionEvent[]) =>
  events.flatMap((event) =>
    event.type === 'span.model_request_end' ? [event.model_usage.output_tokens] : [],
  );
export const ofType = (events: SessionEvent[], type: string) => events.filter((event) => event.type === type);

export async function removeSession(house: House, sessionId: string): Promise<void> {
  const request = new Request(`http://holdfast/holdfast/v1/sessions/${sessionId}`, { method: 'DELETE' });
  expect((await house.holdfast.fetch(request, { kind: 'in_process' })).status).toBe(200);
}

/** A server of the Messages API whose model nobody has a price for. It cannot count tokens. */
export async function namelessServer(): Promise<string> {
  const usage = { input_tokens: 200, output_tokens: 1 };
  const events = [
    {
      type: 'message_start',
      message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'nameless-1', content: [], usage },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 10 } },
    { type: 'message_stop' },
  ];
  const server = createServer((request, response) => {
    if (request.url !== '/v1/messages') {
      response.writeHead(404).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
