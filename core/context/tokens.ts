import { setImmediate } from 'node:timers/promises';
import type { ModelBlock, ModelMessage, ModelTool, SystemBlock } from '../model/index.ts';

/**
 * How many tokens a text takes, estimated from above without a tokenizer: no model's vocabulary is shipped, and the newest ones are
 * not public. Every word costs a token for each started four letters, digits two tokens for three, every sign of punctuation one.
 *
 * Measured against the public vocabularies cl100k and o200k, as a multiple of the real count: prose 1.2 to 1.5, source code 1.65,
 * JSON 1.3 to 1.6, German 1.25 to 1.6, Russian and Chinese 1.25 to 2.3, hex 1.3; below only for base64, 0.75. Newer vocabularies
 * take up to a third more than these two, which the surplus covers but for base64. It is for deciding when to shorten the view; what
 * a request costs is what the model reports. 50 MB/s on one core.
 */
export function estimateTokens(text: string): number {
  return tokensIn(scan(beginning, text, 0, text.length));
}

/** Where a scan of a text stands. */
interface Scanned {
  quarters: number;
  previous: number;
  run: number;
}

function tokensIn({ quarters }: Scanned): number {
  return Math.ceil(quarters / 4);
}

function scan(before: Scanned, text: string, from: number, to: number): Scanned {
  let { quarters, previous, run } = before;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (asciiKinds[code] ?? sign) : wideKind(code);
    // a capital after a small letter starts a word, a small letter after a capital does not
    run = kind === previous || (kind === letter && previous === capital) ? run + 1 : 1;
    previous = kind;
    switch (kind) {
      case letter:
      case capital:
        // a token for each started group of four letters
        quarters += run % 4 === 1 ? 4 : 0;
        break;
      case digit:
        quarters += run % 3 === 0 ? 0 : 4;
        break;
      case space:
        // the space before a word belongs to the word
        quarters += run % 4 === 2 ? 4 : 0;
        break;
      case accented:
        quarters += 3;
        break;
      case wide:
        quarters += 6;
        break;
      default:
        quarters += 4;
    }
  }
  return { quarters, previous, run };
}

const letter = 0;
const digit = 1;
const space = 2;
const sign = 3;
const accented = 4;
const wide = 5;
const capital = 6;
const other = -1;
const beginning: Scanned = { quarters: 0, previous: other, run: 0 };

const asciiKinds = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return letter;
  if (/[A-Z]/.test(character)) return capital;
  if (/\d/.test(character)) return digit;
  return character === ' ' || character === '\t' ? space : sign;
});

// letters of European and Middle Eastern scripts share tokens, ideographs and emoji take more than one each
function wideKind(code: number): number {
  return code < 0x0900 ? accented : wide;
}

/** What an image takes at most at the sizes models scale them to; its pixels are not looked at. */
const imageTokens = 1600;
const documentTokensPerByte = 1 / 12;
/** What a message and a block take beside their words. */
const frameTokens = 4;

// a block is never changed once it is made
const counted = new WeakMap<ModelBlock, number>();

/** What one block of a message takes. Counted once for each block. */
export function blockTokens(block: ModelBlock): number {
  const known = counted.get(block);
  if (known !== undefined) return known;
  const tokens = tokensOfBlock(block);
  counted.set(block, tokens);
  return tokens;
}

function tokensOfBlock(block: ModelBlock): number {
  switch (block.type) {
    case 'text':
      return frameTokens + estimateTokens(block.text);
    case 'thinking':
      return frameTokens + estimateTokens(block.thinking);
    case 'redacted_thinking':
      return frameTokens + Math.ceil(block.data.length / 4);
    case 'tool_use':
      return 3 * frameTokens + estimateTokens(block.name) + estimateTokens(JSON.stringify(block.input) ?? '');
    case 'tool_result':
      return 3 * frameTokens + block.content.reduce((sum, part) => sum + blockTokens(part), 0);
    case 'image':
      return imageTokens;
    case 'document':
      if (block.source.type === 'text') return frameTokens + estimateTokens(block.source.data);
      if (block.source.type === 'url') return imageTokens;
      return imageTokens + Math.ceil(block.source.data.length * documentTokensPerByte);
  }
}

// a declaration is made once for a turn
const toolsCounted = new WeakMap<ModelTool, number>();

/** What the declarations of tools take. Counted once for each. */
export function toolTokens(tools: readonly ModelTool[]): number {
  return tools.reduce((sum, tool) => {
    const tokens = toolsCounted.get(tool) ?? frameTokens + estimateTokens(JSON.stringify(tool));
    toolsCounted.set(tool, tokens);
    return sum + tokens;
  }, 0);
}

/** What blocks of the system prompt take. */
export function systemTokens(system: readonly SystemBlock[]): number {
  return system.reduce((sum, block) => sum + frameTokens + estimateTokens(block.text), 0);
}

/** Counts what events take in a request; each event's blocks are counted once. */
export interface TokenCounter {
  of(eventId: string, blocks: () => readonly ModelBlock[]): number;
  has(eventId: string): boolean;
}

/** A counter that remembers by event id. Content that was forgotten since keeps its old, larger count. */
export function createTokenCounter(): TokenCounter {
  const known = new Map<string, number>();
  return {
    of(eventId, blocks) {
      const before = known.get(eventId);
      if (before !== undefined) return before;
      const tokens = blocks().reduce((sum, block) => sum + blockTokens(block), 0);
      known.set(eventId, tokens);
      return tokens;
    },
    has: (eventId) => known.has(eventId),
  };
}

/** So many characters are counted at once: some milliseconds on a slow machine. */
const unitsAtOnce = 100_000;

/**
 * Counts blocks ahead, a bit at a time with a `pause` in between for whatever else the thread has to do, so that asking for them later
 * costs nothing.
 */
export async function countAhead(
  blocks: Iterable<ModelBlock>,
  pause: () => Promise<unknown> = nextRound,
): Promise<void> {
  let units = 0;
  for (const block of blocks) {
    for (const leaf of block.type === 'tool_result' ? block.content : [block]) {
      if (counted.has(leaf)) continue;
      const text = wordsOf(leaf);
      if (text.length > unitsAtOnce) counted.set(leaf, frameTokens + (await countLong(text, pause)));
      // what a call's arguments take is known once they are written down
      units += Math.max(text.length, 3 * blockTokens(leaf));
      if (units < unitsAtOnce) continue;
      units = 0;
      await pause();
    }
    blockTokens(block);
  }
}

const nextRound = () => setImmediate();

async function countLong(text: string, pause: () => Promise<unknown>): Promise<number> {
  let scanned = beginning;
  for (let from = 0; from < text.length; from += unitsAtOnce) {
    scanned = scan(scanned, text, from, Math.min(from + unitsAtOnce, text.length));
    await pause();
  }
  return tokensIn(scanned);
}

/** The words of a block that is counted by nothing else. */
function wordsOf(block: ModelBlock): string {
  if (block.type === 'text') return block.text;
  if (block.type === 'thinking') return block.thinking;
  return block.type === 'document' && block.source.type === 'text' ? block.source.data : '';
}

/** What whole messages take. */
export function messageTokens(messages: readonly ModelMessage[]): number {
  return messages.reduce(
    (sum, message) => sum + frameTokens + message.content.reduce((all, block) => all + blockTokens(block), 0),
    0,
  );
}
