import type { Runtime } from '../base/index.ts';
import type { CharteredRequest } from '../context/index.ts';
import { textOf } from '../events/index.ts';
import type { ModelProvider } from '../model/index.ts';
import { StreamBroken, streamAnswer } from './answer.ts';
import type { BackgroundBudget, BackgroundReservation } from './budget/background.ts';
import type { BackgroundReserved, OwnLimit } from './budget/background-store.ts';
import { createMeter } from './budget/meter.ts';

/** A request of Holdfast's own, for no session. */
export interface BackgroundRequest {
  /** What it is for, as spending is listed. */
  kind: string;
  provider: ModelProvider;
  request: CharteredRequest;
  own: OwnLimit;
  signal: AbortSignal;
  /** Called when it is paid for, right before it is sent; false: it is not sent. */
  mayBeSent(): Promise<boolean>;
}

export type BackgroundAnswer =
  /** `text` null: anything but one whole text. */
  | { kind: 'answered'; text: string | null }
  | { kind: 'unsent' }
  | Extract<BackgroundReserved, { kind: 'refused' }>;

const nothingUsed = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

/**
 * Asks a model in the background: all that the request may use is counted as spent before it is sent, what it used afterwards. Throws what the
 * provider threw, or why `signal` was aborted, once that is counted.
 */
export async function askInBackground(
  ports: { budget: BackgroundBudget; runtime: Runtime },
  input: BackgroundRequest,
): Promise<BackgroundAnswer> {
  const { request, signal } = input;
  const reserved = await ports.budget.reserve(input);
  if (reserved.kind === 'refused') return reserved;
  if (signal.aborted || !(await input.mayBeSent())) {
    await reserved.settle(nothingUsed, 0);
    return { kind: 'unsent' };
  }
  return { kind: 'answered', text: await answered(ports.runtime, input, reserved, request.maxTokens) };
}

async function answered(
  runtime: Runtime,
  { provider, request, signal }: BackgroundRequest,
  { inputTokens, settle }: BackgroundReservation,
  maxTokens: number,
): Promise<string | null> {
  const meter = createMeter({ provider, maxTokens, inputTokens, isLimited: true });
  const startedAt = runtime.clock.monotonic();
  const end = (cause?: unknown) =>
    settle(meter.usage(cause).usage, Math.round(runtime.clock.monotonic() - startedAt));
  try {
    const answer = await streamAnswer({
      provider: meter.provider,
      request,
      signal,
      runtime,
      publish: () => {},
    });
    await end();
    const texts = answer.blocks.flatMap((block) => {
      if (block.kind === 'event' && block.event.type === 'agent.thinking') return [];
      return [
        block.kind === 'event' && block.event.type === 'agent.message' ? textOf(block.event.content) : null,
      ];
    });
    return answer.stopReason === 'end_turn' && texts.length === 1 ? (texts[0] ?? null) : null;
  } catch (caught) {
    if (!(caught instanceof StreamBroken)) throw caught;
    await end(caught.cause);
    throw caught.cause;
  }
}
