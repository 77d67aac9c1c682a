import { type NewEvent, textOf } from '../../events/index.ts';
import type { Answer } from '../answer.ts';
import type { OpenRequest } from './open-request.ts';

/**
 * The part of an answer that the model was allowed to give, when it gave more: blocks in order until the share `allowed / used` of its
 * bytes is reached. The text at the border is cut; a call that does not fit whole is left out, and never run.
 */
export function cutAnswer(answer: Answer, allowedTokens: number, usedTokens: number): Answer {
  if (usedTokens <= allowedTokens) return answer;
  const total = answer.blocks.reduce((sum, block) => sum + sizeOf(block), 0);
  let left = Math.floor((total * allowedTokens) / usedTokens);
  const blocks: Answer['blocks'] = [];
  for (const block of answer.blocks) {
    const size = sizeOf(block);
    if (size <= left) {
      blocks.push(block);
      left -= size;
      continue;
    }
    if (block.kind === 'event' && block.event.type === 'agent.message' && left > 0) {
      const text = Buffer.from(textOf(block.event.content))
        .subarray(0, left)
        .toString('utf8')
        .replace(/\uFFFD+$/u, '');
      if (text !== '')
        blocks.push({ kind: 'event', event: { ...block.event, content: [{ type: 'text', text }] } });
    }
    break;
  }
  return { ...answer, blocks, stopReason: 'max_tokens' };
}

/** A whole answer with the event that ends its request; where the server gave too much, cut and with a word about it. */
export function settleUsage(open: OpenRequest, answer: Answer) {
  const allowed = open.request.maxTokens;
  const first = open.end({ isError: false, stopReason: answer.stopReason });
  const used = first.model_usage.output_tokens;
  if (used <= allowed) return { answer, end: first, overrun: [] };
  const overrun = [overrunEvent(allowed, used, false)];
  if (!open.isLimited) return { answer, end: first, overrun };
  const cut = cutAnswer(answer, allowed, used);
  return { answer: cut, end: open.end({ isError: false, stopReason: cut.stopReason }), overrun };
}

function sizeOf(block: Answer['blocks'][number]): number {
  return Buffer.byteLength(block.kind === 'call' ? JSON.stringify(block.call.input) : wordsOf(block.event));
}

function wordsOf(event: NewEvent): string {
  if (event.type === 'agent.message') return textOf(event.content);
  if (event.type === 'agent.thinking') return event.holdfast?.thinking ?? event.holdfast?.redacted ?? '';
  return '';
}

/** Tells that a server did not keep to the `max_tokens` it was given. */
export function overrunEvent(allowedTokens: number, usedTokens: number, isOver: boolean): NewEvent {
  return {
    type: 'session.error',
    error: {
      type: 'model_request_failed_error',
      message: `The model's server was allowed ${allowedTokens} tokens of output and used ${usedTokens}. What went beyond is counted.`,
      retry_status: { type: isOver ? 'exhausted' : 'retrying' },
    },
    holdfast: { code: 'model_over_limit' },
  };
}
