import { silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { type ContextLimits, createTokenCounter } from '../../../core/context/index.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import type { RequestToWeigh } from '../../../core/harness/budget/budgets.ts';
import { foldMode } from '../../../core/harness/plan/index.ts';
import type { ChosenModel } from '../../../core/harness/ports.ts';
import { prepareRequest } from '../../../core/harness/prepare-request.ts';
import type { Turn } from '../../../core/harness/turn.ts';
import type { ModelMessage, ModelProvider, ModelRequest } from '../../../core/model/index.ts';
import { noUsage } from '../../../core/model/index.ts';

/** What the model answers to a request for a summary; a thrown error fails the request. */
export type Summariser = (record: string, request: ModelRequest) => string;

export const ownerRules = {
  version: 3,
  rules: ['Never send mail without asking me.', 'Prices are in euros.'],
};
export const agent = {
  system: 'You sort papers.',
  metadata: { holdfast_safety: 'Leave the folder Taxes alone.' },
};

/** The words between the marks of a request for a summary, or null when it is another request. */
export function recordIn(request: ModelRequest): string | null {
  return /<record>\n([\s\S]*?)\n<\/record>/.exec(textOfMessages(request.messages))?.[1] ?? null;
}

/** All words of the messages. */
export function textOfMessages(messages: readonly ModelMessage[]): string {
  return messages
    .flatMap(({ content }) => content)
    .flatMap((block) => {
      if (block.type === 'text') return [block.text];
      if (block.type !== 'tool_result') return [];
      return block.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    })
    .join('\n');
}

/** A session's log in memory, with the real preparation of requests over it; every request is a fresh wake. */
export function createSession(limits: Partial<ContextLimits>, summarise: Summariser, maxTokens = 500) {
  const { ids, clock, random } = systemRuntime();
  const events: StoredEvent[] = [];
  const sent: ModelRequest[] = [];
  const flushed: number[] = [];
  const append = (added: readonly NewEvent[]): StoredEvent[] => {
    const stored = added.map((event, index) => ({
      seq: events.length + index + 1,
      event: { id: ids.next('sevt'), processed_at: '2026-11-23T00:00:00.000Z', ...event } as SessionEvent,
    }));
    events.push(...stored);
    return stored;
  };
  const provider: ModelProvider = {
    name: 'test',
    check: async () => ({ state: 'ready', message: '' }),
    async *stream(request) {
      sent.push(request);
      const text = summarise(recordIn(request) ?? '', request);
      yield { type: 'message_start', id: 'msg', model: request.model, usage: noUsage };
      yield { type: 'block_start', index: 0, block: { type: 'text' } };
      yield { type: 'block_stop', index: 0, block: { type: 'text', text } };
      yield { type: 'message_stop', stopReason: 'end_turn', usage: { ...noUsage, output_tokens: 7 } };
    },
  };
  const chosen: ChosenModel = { provider, model: 'test', maxTokens };
  const request = async (at?: (point: string) => Promise<void>) => {
    const turn = {
      ports: {
        runtime: { ids, clock, random },
        logger: silentLogger,
        ownerRules: async () => ownerRules,
        surroundings: async () => 'Today is 2026-11-23.',
        contextLimits: limits,
        // no limit is set here; the budgets have tests of their own
        budgets: {
          reserve: async ({ spanId, purpose, request: asked }: RequestToWeigh) => {
            append([
              {
                id: spanId,
                type: 'span.model_request_start',
                holdfast: { model: 'test', purpose: purpose === 'answer' ? undefined : purpose },
              },
            ]);
            return {
              kind: 'reserved',
              maxTokens: asked.maxTokens,
              inputTokens: 0,
              isLimited: false,
              isFree: true,
              cutBy: [],
              timeLeftMs: null,
              timeBy: [],
            };
          },
        },
        beforeCompaction: async () => void flushed.push(events.length),
        ...(at ? { at } : {}),
      },
      session: { id: 'sesn_test', agent },
      tools: {
        declarations: [{ name: 'read', description: 'Reads a file.', input_schema: { type: 'object' } }],
      },
      mode: foldMode([]),
      tokens: createTokenCounter(),
      commits: {
        flush: async () => {},
        withHeld: <T>(commit: (held: readonly NewEvent[]) => Promise<T>) => commit([]),
      },
      signal: new AbortController().signal,
      append: async (added: readonly NewEvent[]) => append(added),
    } as unknown as Turn;
    return prepareRequest(turn, chosen, async () => [...events]);
  };
  const of = <T extends SessionEvent['type']>(type: T) =>
    events.flatMap(({ event }) => (event.type === type ? [event as Extract<SessionEvent, { type: T }>] : []));
  return { events, sent, flushed, append, request, of };
}

export type TestSession = ReturnType<typeof createSession>;

/** An owner's message; gives its id. */
export function say(session: TestSession, text: string): string {
  const [stored] = session.append([{ type: 'user.message', content: [{ type: 'text', text }] }]);
  return stored?.event.id ?? '';
}

/** An answer with calls and their results, as the harness commits them. */
export function work(
  session: TestSession,
  calls: readonly { path: string; result: string; isError?: boolean }[],
): string[] {
  session.append([{ type: 'span.model_request_start' }]);
  const uses = session.append(
    calls.map(({ path }) => ({ type: 'agent.tool_use' as const, name: 'read', input: { file_path: path } })),
  );
  session.append(
    calls.map(({ result, isError }, index) => ({
      type: 'agent.tool_result' as const,
      tool_use_id: uses[index]?.event.id ?? '',
      content: [{ type: 'text' as const, text: result }],
      is_error: isError === true,
    })),
  );
  return uses.map(({ event }) => event.id);
}

/** Words of the agent, behind which the session rests. */
export function answer(session: TestSession, text: string): void {
  session.append([
    { type: 'span.model_request_start' },
    { type: 'agent.message', content: [{ type: 'text', text }] },
    { type: 'session.status_idle', stop_reason: { type: 'end_turn' }, stop_details: null },
  ]);
}
