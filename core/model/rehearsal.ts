import { canonicalJson, type Runtime, sha256 } from '../base/index.ts';
import { failureToError } from './failures.ts';
import { isJudgeRequest } from './judge-mark.ts';
import { ModelError } from './model-error.ts';
import { fill, fillText, findStep, readScene, type Scene } from './rehearsal-match.ts';
import type { RehearsalBlock, RehearsalReply, RehearsalScript } from './rehearsal-script.ts';
import type { AnswerBlock, ModelProvider, ModelRequest, ModelStreamEvent, Usage } from './types.ts';

export interface RehearsalProviderOptions {
  script: RehearsalScript;
  /** The clock waits the script's delays; ids name messages and tool calls. */
  runtime: Runtime;
}

/**
 * A model that plays a script: no key, no network, the same answers to the same conversation every time (ids come
 * from the runtime). The only thing it remembers between requests is how often a step with `times` was played for
 * one conversation, so a restarted harness goes on where the log is.
 */
export function createRehearsalProvider({ script, runtime }: RehearsalProviderOptions): ModelProvider {
  const played = new Map<string, number>();

  function choose(request: ModelRequest, scene: Scene): RehearsalReply {
    if (isJudgeRequest(request)) return { blocks: [{ text: script.judge ?? judgesNothing }] };
    // without what may have arrived of a broken answer, so that its retry counts as the same conversation
    const told = request.messages.slice(0, request.messages.findLastIndex(({ role }) => role === 'user') + 1);
    const conversation = sha256(canonicalJson(told)).toString('hex');
    const keyOf = (index: number) => `${index} ${conversation}`;
    const found = findStep(script, scene, (step, index) => {
      return step.times !== undefined && (played.get(keyOf(index)) ?? 0) >= step.times;
    });
    if (!found) return { blocks: [{ text: script.fallback ?? helpText(script) }] };
    if (found.step.times !== undefined)
      played.set(keyOf(found.index), (played.get(keyOf(found.index)) ?? 0) + 1);
    return found.step.reply;
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelStreamEvent> {
    const scene = readScene(request, script);
    const reply = choose(request, scene);
    const wait = async (ms: number) => {
      // without a delay there must still be a chance to be interrupted
      if (ms > 0) await runtime.clock.sleep(ms, signal).catch(() => undefined);
      if (signal.aborted) throw new ModelError('aborted', 'The request was stopped.');
    };
    await wait(reply.start_delay_ms ?? 0);
    if (reply.error) throw simulatedError(reply.error, runtime.clock.now());

    const whole = (reply.blocks ?? []).map((block) =>
      toAnswer(block, scene, () => runtime.ids.next('toolu')),
    );
    // a script that says what it used is taken at its word, also where no real server would do so
    const blocks = reply.usage?.output_tokens === undefined ? withinLimit(whole, request.maxTokens) : whole;
    const usage = usageOf(request, blocks, reply.usage);
    yield {
      type: 'message_start',
      id: runtime.ids.next('msg'),
      model: request.model,
      usage: { ...usage, output_tokens: 0 },
    };
    let remaining = reply.cut_after ?? Number.POSITIVE_INFINITY;
    for (const [index, block] of blocks.entries()) {
      yield { type: 'block_start', index, block: startOf(block) };
      for (const piece of piecesOf(block)) {
        await wait(reply.delay_ms ?? script.delay_ms);
        const sent = piece.slice(0, remaining);
        remaining -= sent.length;
        if (sent !== '') yield deltaOf(block, index, sent);
        if (remaining <= 0) throw new ModelError('model_cut_stream', 'The answer broke off before its end.');
      }
      yield { type: 'block_stop', index, block };
    }
    const hasToolUse = blocks.some((block) => block.type === 'tool_use');
    const isCut = blocks !== whole;
    yield {
      type: 'message_stop',
      stopReason: isCut ? 'max_tokens' : (reply.stop_reason ?? (hasToolUse ? 'tool_use' : 'end_turn')),
      usage,
    };
  }

  return {
    name: 'rehearsal',
    stream,
    countTokens: async (request) => estimateInput(request),
    check: async () => ({
      state: 'ready',
      message: `The rehearsal “${script.name}” is ready. It needs no key.`,
    }),
  };
}

const judgesNothing = JSON.stringify({ decision: 'ask', reason: 'A rehearsal judges nothing by itself.' });

function toAnswer(block: RehearsalBlock, scene: Scene, newId: () => string): AnswerBlock {
  if ('text' in block) return { type: 'text', text: fillText(block.text, scene.values) };
  // unsigned on purpose: no real endpoint would take it back
  if ('thinking' in block)
    return { type: 'thinking', thinking: fillText(block.thinking, scene.values), signature: '' };
  const { name, input } = block.tool_use;
  return {
    type: 'tool_use',
    id: newId(),
    name: fillText(name, scene.values),
    input: fill(input, scene.values),
  };
}

function startOf(block: AnswerBlock) {
  return block.type === 'tool_use'
    ? { type: block.type, id: block.id, name: block.name }
    : ({ type: block.type } as const);
}

/** Word by word; tool inputs in pieces of 24 characters. */
function piecesOf(block: AnswerBlock): string[] {
  switch (block.type) {
    case 'text':
      return wordsOf(block.text);
    case 'thinking':
      return wordsOf(block.thinking);
    case 'tool_use':
      return [...(JSON.stringify(block.input).match(/.{1,24}/gsu) ?? [])];
    case 'redacted_thinking':
      return [];
  }
}

/** Words with the white space before them; white space at the end goes with the last word. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/gu) ?? (text === '' ? [] : [text]);
}

function deltaOf(block: AnswerBlock, index: number, piece: string): ModelStreamEvent {
  if (block.type === 'tool_use') return { type: 'tool_input_delta', index, partialJson: piece };
  return { type: block.type === 'thinking' ? 'thinking_delta' : 'text_delta', index, text: piece };
}

function simulatedError(error: NonNullable<RehearsalReply['error']>, nowMs: number): ModelError {
  const message = error.message ?? `rehearsed ${error.type ?? 'error'}`;
  if (error.status === undefined && error.type === undefined) return new ModelError('model_network', message);
  const headers = new Headers(
    error.retry_after === undefined ? {} : { 'retry-after': String(error.retry_after) },
  );
  return failureToError({ status: error.status, type: error.type, message, headers }, nowMs);
}

// about four characters a token: near enough for a rehearsal's budget and usage display
const charactersPerToken = 4;

function estimateInput(request: ModelRequest): number {
  const { system, tools, messages } = request;
  return Math.ceil(JSON.stringify({ system, tools, messages }).length / charactersPerToken);
}

/** The blocks themselves when they fit into `maxTokens`; else what of them does, words cut and calls left out, as a model would. */
function withinLimit(blocks: AnswerBlock[], maxTokens: number): AnswerBlock[] {
  let left = maxTokens * charactersPerToken;
  const fitting: AnswerBlock[] = [];
  for (const block of blocks) {
    const size = piecesOf(block).join('').length;
    if (size > left) {
      // half of a pair of surrogates is no character
      const words = (text: string) => text.slice(0, left).replace(/[\uD800-\uDBFF]$/, '');
      if (block.type === 'text' && left > 0) fitting.push({ ...block, text: words(block.text) });
      if (block.type === 'thinking' && left > 0) fitting.push({ ...block, thinking: words(block.thinking) });
      return fitting;
    }
    fitting.push(block);
    left -= size;
  }
  return blocks;
}

function usageOf(request: ModelRequest, blocks: AnswerBlock[], given: Partial<Usage> = {}): Usage {
  const characters = blocks.reduce((sum, block) => sum + piecesOf(block).join('').length, 0);
  return {
    input_tokens: given.input_tokens ?? estimateInput(request),
    output_tokens: given.output_tokens ?? Math.max(1, Math.ceil(characters / charactersPerToken)),
    cache_creation_input_tokens: given.cache_creation_input_tokens ?? 0,
    cache_read_input_tokens: given.cache_read_input_tokens ?? 0,
  };
}

function helpText(script: RehearsalScript): string {
  const about = script.description ? ` ${script.description}` : '';
  return `I am the rehearsal model: I play the script “${script.name}” and do not understand free text.${about} Choose a real model in Settings for anything else.`;
}
