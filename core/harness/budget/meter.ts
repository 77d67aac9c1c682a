import type { ModelUsage } from '../../events/index.ts';
import { isModelError, type ModelProvider, type ModelStreamEvent, noUsage } from '../../model/index.ts';

/** Thrown when a server sends much more than it was allowed to: the rest is not waited for. */
export class OutputOverrun extends Error {
  constructor(bytes: number, maxTokens: number) {
    super(`the server sent ${bytes} bytes although it was allowed ${maxTokens} tokens`);
  }
}

/** How sure a count is: told by the model, reckoned from what arrived, or the whole reservation because nothing is known. */
export type UsageSource = 'reported' | 'estimated' | 'reserved';

export interface Metered {
  usage: ModelUsage;
  source: UsageSource;
}

/** Watches one request of a provider and says afterwards what it used. */
export interface Meter {
  provider: ModelProvider;
  /** What to count once the stream has ended, or broken with `cause`. */
  usage(cause?: unknown): Metered;
}

export interface MeterInput {
  provider: ModelProvider;
  maxTokens: number;
  /** What was reserved for the input. */
  inputTokens: number;
  /** Stop a server that exceeds `maxTokens` beyond doubt. */
  isLimited: boolean;
}

/** A token is rarely longer than this on average over a whole answer, so that more bytes mean more tokens than allowed. */
const mostBytesPerToken = 16;
const overrunSlackBytes = 1024;

/** Wraps the provider for one request. */
export function createMeter({ provider, maxTokens, inputTokens, isLimited }: MeterInput): Meter {
  let isStarted = false;
  let hasEnded = false;
  let bytes = 0;
  let reported: ModelUsage = noUsage;
  const mostBytes = isLimited ? maxTokens * mostBytesPerToken + overrunSlackBytes : Number.POSITIVE_INFINITY;

  const take = (event: ModelStreamEvent): void => {
    switch (event.type) {
      case 'message_start':
        isStarted = true;
        reported = event.usage;
        return;
      case 'text_delta':
      case 'thinking_delta':
        bytes += Buffer.byteLength(event.text);
        return;
      case 'tool_input_delta':
        bytes += Buffer.byteLength(event.partialJson);
        return;
      case 'block_start':
        if (event.block.type === 'tool_use') bytes += Buffer.byteLength(event.block.name);
        return;
      case 'block_stop':
        if (event.block.type === 'redacted_thinking') bytes += Buffer.byteLength(event.block.data);
        if (event.block.type === 'thinking') bytes += Buffer.byteLength(event.block.signature);
        return;
      case 'message_stop':
        hasEnded = true;
        reported = event.usage;
    }
  };

  async function* stream(...input: Parameters<ModelProvider['stream']>): AsyncGenerator<ModelStreamEvent> {
    for await (const event of provider.stream(...input)) {
      take(event);
      if (bytes > mostBytes) throw new OutputOverrun(bytes, maxTokens);
      yield event;
    }
  }

  return {
    provider: { name: provider.name, stream, check: (signal) => provider.check(signal) },
    usage(cause) {
      if (cause instanceof OutputOverrun) {
        // it left off counting: rather too many than too few
        const seen = Math.ceil(bytes / 2);
        const usage = {
          ...withInput(reported, inputTokens),
          output_tokens: Math.max(reported.output_tokens, seen),
        };
        return { usage, source: 'estimated' };
      }
      // a token has at least one byte, so that the bytes that arrived bound the tokens that arrived
      const arrived = Math.min(maxTokens, bytes);
      if (hasEnded && cause === undefined) {
        const isWhole = (reported.output_tokens > 0 || bytes === 0) && inputOf(reported) > 0;
        if (isWhole) return { usage: reported, source: 'reported' };
        const output_tokens = reported.output_tokens || arrived;
        return { usage: { ...withInput(reported, inputTokens), output_tokens }, source: 'estimated' };
      }
      if (isStarted) {
        const output_tokens = Math.max(reported.output_tokens, arrived);
        return { usage: { ...withInput(reported, inputTokens), output_tokens }, source: 'estimated' };
      }
      return { usage: wasRead(cause) ? withInput(noUsage, inputTokens) : noUsage, source: 'estimated' };
    },
  };
}

function inputOf(usage: ModelUsage): number {
  return usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
}

function withInput(usage: ModelUsage, inputTokens: number): ModelUsage {
  return inputOf(usage) > 0 ? { ...usage } : { ...usage, input_tokens: inputTokens };
}

// a request that was refused costs nothing; one that broke off, or that we left, may have been read
function wasRead(cause: unknown): boolean {
  return isModelError(cause) && (cause.code === 'aborted' || cause.code === 'model_cut_stream');
}
