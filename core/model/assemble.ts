import { ModelError } from './model-error.ts';
import type { AnswerBlock, BlockStart, ModelStreamEvent, StopDetails, StopReason, Usage } from './types.ts';
import { noUsage } from './types.ts';
import { mergeUsage, type WireBlock, type WireDelta, type WireEvent } from './wire.ts';

interface OpenBlock {
  start: BlockStart;
  text: string;
  signature: string;
  /** Redacted thinking's data, or the input a tool call already had at its start. */
  given: unknown;
}

export interface Assembler {
  /** What one wire event means. */
  take(event: Exclude<WireEvent, { type: 'error' }>): ModelStreamEvent[];
  /** True once `message_stop` was taken. */
  isComplete(): boolean;
  /** True once anything of an answer was taken. */
  hasStarted(): boolean;
}

/**
 * Puts wire events together into ours. Tolerant where the meaning is clear: blocks left open are closed at the end,
 * text that comes without a start opens its block, a missing stop reason follows from the blocks. Blocks of unknown
 * type are left out together with their deltas.
 */
export function createAssembler(newId: (prefix: string) => string): Assembler {
  const open = new Map<number, OpenBlock>();
  let usage: Usage = noUsage;
  let stop: { reason: string | null | undefined; details: StopDetails | null | undefined } | undefined;
  let hasStarted = false;
  let hasToolUse = false;
  let isComplete = false;

  function* begin(
    model: string | null | undefined,
    id: string | null | undefined,
  ): Generator<ModelStreamEvent> {
    if (hasStarted) return;
    hasStarted = true;
    yield { type: 'message_start', id: id || newId('msg'), model: model ?? '', usage };
  }

  function* openBlock(index: number, block: WireBlock): Generator<ModelStreamEvent> {
    if (open.has(index)) yield* closeBlock(index);
    const start = startOf(block, newId);
    if (start.type === 'tool_use') hasToolUse = true;
    const opened: OpenBlock = { start, text: '', signature: '', given: undefined };
    open.set(index, opened);
    yield { type: 'block_start', index, block: start };
    // some endpoints put content into the start itself
    if (block.type === 'text' && block.text) yield* add(index, { type: 'text_delta', text: block.text });
    if (block.type === 'thinking' && block.thinking) {
      yield* add(index, { type: 'thinking_delta', thinking: block.thinking });
    }
    if (block.type === 'thinking') opened.signature = block.signature ?? '';
    if (block.type === 'redacted_thinking') opened.given = block.data;
    if (block.type === 'tool_use') opened.given = block.input;
  }

  function* add(index: number, delta: WireDelta): Generator<ModelStreamEvent> {
    if (!open.has(index) && delta.type === 'text_delta') yield* openBlock(index, { type: 'text' });
    const block = open.get(index);
    if (!block) return;
    if (delta.type === 'text_delta' && block.start.type === 'text') {
      block.text += delta.text;
      yield { type: 'text_delta', index, text: delta.text };
    } else if (delta.type === 'thinking_delta' && block.start.type === 'thinking') {
      block.text += delta.thinking;
      yield { type: 'thinking_delta', index, text: delta.thinking };
    } else if (delta.type === 'signature_delta') {
      block.signature += delta.signature;
    } else if (delta.type === 'input_json_delta' && block.start.type === 'tool_use' && delta.partial_json) {
      block.text += delta.partial_json;
      yield { type: 'tool_input_delta', index, partialJson: delta.partial_json };
    }
  }

  function* closeBlock(index: number): Generator<ModelStreamEvent> {
    const block = open.get(index);
    if (!block) return;
    open.delete(index);
    yield { type: 'block_stop', index, ...finish(block) };
  }

  function* take(event: Exclude<WireEvent, { type: 'error' }>): Generator<ModelStreamEvent> {
    if (event.type === 'message_start') {
      usage = mergeUsage(usage, event.message?.usage);
      yield* begin(event.message?.model, event.message?.id);
      return;
    }
    if (isComplete) return;
    yield* begin(undefined, undefined);
    switch (event.type) {
      case 'content_block_start':
        return yield* openBlock(event.index, event.content_block);
      case 'content_block_delta':
        return yield* add(event.index, event.delta);
      case 'content_block_stop':
        return yield* closeBlock(event.index);
      case 'message_delta':
        usage = mergeUsage(usage, event.usage);
        stop = { reason: event.delta?.stop_reason, details: event.delta?.stop_details };
        return;
      case 'message_stop':
        for (const index of [...open.keys()]) yield* closeBlock(index);
        isComplete = true;
        yield { type: 'message_stop', ...stopOf(stop, hasToolUse), usage };
    }
  }

  return { take: (event) => [...take(event)], isComplete: () => isComplete, hasStarted: () => hasStarted };
}

function startOf(block: WireBlock, newId: (prefix: string) => string): BlockStart {
  if (block.type === 'tool_use')
    return { type: 'tool_use', id: block.id || newId('toolu'), name: block.name };
  return { type: block.type };
}

function finish(block: OpenBlock): { block: AnswerBlock; invalidJson?: string } {
  const { start, text, signature, given } = block;
  switch (start.type) {
    case 'text':
      return { block: { type: 'text', text } };
    case 'thinking':
      return { block: { type: 'thinking', thinking: text, signature } };
    case 'redacted_thinking':
      return { block: { type: 'redacted_thinking', data: typeof given === 'string' ? given : '' } };
    case 'tool_use': {
      const { input, invalidJson } = readInput(text, given);
      return { block: { ...start, input }, ...(invalidJson !== undefined && { invalidJson }) };
    }
  }
}

function readInput(text: string, given: unknown): { input: unknown; invalidJson?: string } {
  if (text.trim() === '') return { input: isObject(given) ? given : {} };
  try {
    const input: unknown = JSON.parse(text);
    return isObject(input) ? { input } : { input: {}, invalidJson: text };
  } catch (error) {
    if (error instanceof SyntaxError) return { input: {}, invalidJson: text };
    throw error;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const knownReasons: Record<string, StopReason> = {
  end_turn: 'end_turn',
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  refusal: 'refusal',
  pause_turn: 'pause_turn',
  model_context_window_exceeded: 'max_tokens',
};

function stopOf(
  stop: { reason: string | null | undefined; details: StopDetails | null | undefined } | undefined,
  hasToolUse: boolean,
): { stopReason: StopReason; stopDetails?: StopDetails } {
  const stopReason = knownReasons[stop?.reason ?? ''] ?? (hasToolUse ? 'tool_use' : 'end_turn');
  if (stop?.reason === 'model_context_window_exceeded')
    return { stopReason, stopDetails: { type: 'context_window' } };
  return stop?.details ? { stopReason, stopDetails: stop.details } : { stopReason };
}

/** The error for a stream that ended before its `message_stop`. */
export function cutStream(assembler: Assembler, cause?: unknown): ModelError {
  const message = assembler.hasStarted()
    ? 'The answer broke off before its end.'
    : 'The server answered, but not with a stream of the Messages API.';
  return new ModelError('model_cut_stream', message, {}, { cause });
}
