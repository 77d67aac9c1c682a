import type { Runtime } from '../base/index.ts';
import { type CharteredRequest, requireCharter } from '../context/index.ts';
import type { LiveEvent, NewEvent } from '../events/index.ts';
import {
  type AnswerBlock,
  type ModelProvider,
  noUsage,
  type StopDetails,
  type StopReason,
  type Usage,
} from '../model/index.ts';

/** A tool use as the model asked for it, before anything was decided. */
export interface RequestedCall {
  id: string;
  modelId: string;
  name: string;
  input: Record<string, unknown>;
  invalidJson: string | null;
}

/** What came of one request, in the order of the model's blocks. */
export interface Answer {
  blocks: ({ kind: 'event'; event: NewEvent } | { kind: 'call'; call: RequestedCall })[];
  stopReason: StopReason;
  stopDetails: StopDetails | null;
  usage: Usage;
}

export interface StreamInput {
  provider: ModelProvider;
  request: CharteredRequest;
  signal: AbortSignal;
  runtime: Runtime;
  publish(event: LiveEvent): void;
}

/** Thrown when a stream ended early; `partial` is what had arrived by then. */
export class StreamBroken extends Error {
  readonly partial: Answer;
  constructor(partial: Answer, cause: unknown) {
    super('the stream ended early', { cause });
    this.partial = partial;
  }
}

/**
 * Streams one answer, telling listeners of every delta under the id the stored event will have. Throws `StreamBroken` with
 * what had arrived when the model fails or `signal` aborts.
 */
export async function streamAnswer({
  provider,
  request,
  signal,
  runtime,
  publish,
}: StreamInput): Promise<Answer> {
  const ids = new Map<number, string>();
  const partialText = new Map<number, string>();
  const answer: Answer = { blocks: [], stopReason: 'end_turn', stopDetails: null, usage: noUsage };
  const names = new Map<number, string>();
  const idAt = (index: number) => {
    const id = ids.get(index) ?? runtime.ids.next('sevt');
    ids.set(index, id);
    return id;
  };
  try {
    requireCharter(request);
    for await (const event of provider.stream(request, signal)) {
      switch (event.type) {
        case 'message_start':
          answer.usage = event.usage;
          break;
        case 'block_start':
          if (event.block.type === 'text')
            publish({ type: 'event_start', event: { type: 'agent.message', id: idAt(event.index) } });
          else if (event.block.type === 'tool_use') names.set(event.index, event.block.name);
          else publish({ type: 'event_start', event: { type: 'agent.thinking', id: idAt(event.index) } });
          break;
        case 'text_delta':
          partialText.set(event.index, (partialText.get(event.index) ?? '') + event.text);
          publish({
            type: 'event_delta',
            event_id: idAt(event.index),
            delta: { type: 'content_delta', index: 0, content: { type: 'text', text: event.text } },
          });
          break;
        case 'thinking_delta':
          publish({ type: 'holdfast.thinking_delta', event_id: idAt(event.index), text: event.text });
          break;
        case 'tool_input_delta':
          publish({
            type: 'holdfast.tool_input_delta',
            event_id: idAt(event.index),
            name: names.get(event.index) ?? '',
            partial_json: event.partialJson,
          });
          break;
        case 'block_stop':
          partialText.delete(event.index);
          answer.blocks.push(toBlock(idAt(event.index), event.block, event.invalidJson ?? null));
          break;
        case 'message_stop':
          answer.stopReason = event.stopReason;
          answer.stopDetails = event.stopDetails ?? null;
          answer.usage = event.usage;
          break;
      }
    }
    return answer;
  } catch (caught) {
    for (const [index, text] of partialText) {
      answer.blocks.push({ kind: 'event', event: message(idAt(index), text, true) });
    }
    throw new StreamBroken(answer, caught);
  }
}

function toBlock(id: string, block: AnswerBlock, invalidJson: string | null): Answer['blocks'][number] {
  switch (block.type) {
    case 'text':
      return { kind: 'event', event: message(id, block.text, false) };
    case 'thinking':
      return {
        kind: 'event',
        event: {
          id,
          type: 'agent.thinking',
          holdfast: { thinking: block.thinking, signature: block.signature },
        },
      };
    case 'redacted_thinking':
      return { kind: 'event', event: { id, type: 'agent.thinking', holdfast: { redacted: block.data } } };
    case 'tool_use': {
      const input =
        typeof block.input === 'object' && block.input !== null && !Array.isArray(block.input)
          ? { ...block.input }
          : {};
      return { kind: 'call', call: { id, modelId: block.id, name: block.name, input, invalidJson } };
    }
  }
}

function message(id: string, text: string, isInterrupted: boolean): NewEvent {
  return {
    id,
    type: 'agent.message',
    content: [{ type: 'text', text }],
    ...(isInterrupted ? { holdfast: { interrupted: true } } : {}),
  };
}
