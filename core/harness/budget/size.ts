import type { ModelBlock, ModelRequest } from '../../model/index.ts';

/** How large a request is. */
export interface RequestSize {
  /** Of the request as JSON, in UTF-8: within a few per cent of what travels. */
  bytes: number;
  /**
   * The most tokens it takes as input: half a token a byte of text, a fixed sum for an image. Natural language and code stay
   * below it (they take a quarter to a third of a token a byte); a text of nothing but rare signs may exceed it, up to twofold.
   * Where it decides, the model's own count is asked for, if the endpoint can count; what was really used is counted afterwards.
   */
  tokenBound: number;
}

/** An image is scaled down to this many tokens at most. */
const imageTokens = 5000;
const frameTokens = 64;

// blocks are made once of an event and never changed, and a long session sends thousands of them again on each turn
const measured = new WeakMap<ModelBlock, number>();

function bytesOf(block: ModelBlock): number {
  const known = measured.get(block);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(block));
  measured.set(block, bytes);
  return bytes;
}

/** Measures a request without a tokenizer and without the network. */
export function measureRequest(request: ModelRequest): RequestSize {
  let mediaBytes = 0;
  let mediaTokens = 0;
  const weigh = (block: ModelBlock): void => {
    if (block.type === 'tool_result') {
      block.content.forEach(weigh);
      return;
    }
    if (block.type !== 'image' && block.type !== 'document') return;
    if (block.source.type !== 'base64') {
      // what lies behind an address is not here to be measured
      if (block.source.type === 'url') mediaTokens += block.type === 'image' ? imageTokens : 100_000;
      return;
    }
    const length = block.source.data.length;
    mediaBytes += length;
    mediaTokens += block.type === 'image' ? imageTokens : Math.ceil((length * 3) / 4);
  };
  const { system, tools, messages } = request;
  let bytes = Buffer.byteLength(JSON.stringify({ system, tools, messages: [] })) + messages.length;
  for (const { role, content } of messages) {
    content.forEach(weigh);
    bytes += Buffer.byteLength(JSON.stringify({ role, content: [] })) + Math.max(0, content.length - 1);
    for (const block of content) bytes += bytesOf(block);
  }
  if (messages.length > 0) bytes -= 1;
  const tokenBound = Math.ceil((bytes - mediaBytes) / 2) + mediaTokens + frameTokens;
  return { bytes, tokenBound };
}
