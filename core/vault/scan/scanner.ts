import { type Automaton, createAutomaton } from './automaton.ts';
import { folded, nothing } from './fold.ts';
import { formsOf, shortestToSearch } from './forms.ts';
import { hiddenInGzip } from './gzip-runs.ts';
import { isEscapeStart, readEscape } from './unescape.ts';

const mask = '*'.charCodeAt(0);
/** More than this is not held back for what may be the beginning of a secret strewn with white space. */
const mostHeld = 16 * 1024;

/** Where something stands in bytes; `end` is behind it. */
export interface Range {
  start: number;
  end: number;
}

/** Looks for a set of secrets in all their forms. */
export interface Scanner {
  /** True when there is nothing to look for. */
  isEmpty: boolean;
  find(bytes: Uint8Array): Range[];
  /** `[redacted]` in the place of each. */
  scrubText(text: string): string;
  /** A stream's scanner: holds its own place. */
  stream(): StreamScanner;
}

export interface StreamScanner {
  /**
   * The bytes that may go on, with every secret masked by `*`. What may be the beginning of one is held back, nothing else.
   * May mask in the bytes that it was given.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back; nothing comes after it. */
  end(): Uint8Array;
  /** How many secrets were masked so far. */
  found(): number;
}

/** Makes the table once; looking costs a few nanoseconds a byte, however many secrets there are. Values under 8 characters are left out of texts and bodies. */
export function createScanner(values: readonly string[]): Scanner {
  const forms = values.flatMap(formsOf);
  const short = new Set(values.filter(({ length }) => length > 0 && length < shortestToSearch));
  const automaton = createAutomaton(forms);
  const isEmpty = forms.length === 0;
  const find = (bytes: Uint8Array) => {
    if (isEmpty) return [];
    const ranges: Range[] = [];
    createWalk(automaton, ranges).walk(bytes, true);
    ranges.push(...hiddenInGzip(bytes, (inner) => find(inner).length > 0));
    return merged(ranges);
  };
  return {
    isEmpty,
    find,
    scrubText(text) {
      if (short.has(text.trim())) return '[redacted]';
      if (isEmpty) return text;
      const bytes = Buffer.from(text, 'utf8');
      const ranges = find(bytes);
      if (ranges.length === 0) return text;
      let clean = '';
      let at = 0;
      for (const { start, end } of ranges) {
        clean += `${bytes.toString('utf8', at, start)}[redacted]`;
        at = end;
      }
      return clean + bytes.toString('utf8', at);
    },
    stream: () => (isEmpty ? passThrough : createStream(automaton, (inner) => find(inner).length > 0)),
  };
}

const passThrough: StreamScanner = { push: (chunk) => chunk, end: () => new Uint8Array(0), found: () => 0 };

function merged(ranges: Range[]): Range[] {
  const sorted = [...ranges].sort((left, right) => left.start - right.start);
  const all: Range[] = [];
  for (const range of sorted) {
    const last = all.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else all.push({ ...range });
  }
  return all;
}

function createStream(automaton: Automaton, has: (bytes: Uint8Array) => boolean): StreamScanner {
  let held: Uint8Array = new Uint8Array(0);
  let count = 0;
  const ranges: Range[] = [];
  const walk = createWalk(automaton, ranges);

  const take = (chunk: Uint8Array, isLast: boolean): Uint8Array => {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const holdFrom = walk.walk(bytes, isLast);
    ranges.push(...hiddenInGzip(bytes, has));
    for (const { start, end } of ranges) bytes.fill(mask, start, end);
    count += ranges.length;
    ranges.length = 0;
    if (isLast || bytes.length - holdFrom > mostHeld) {
      walk.reset();
      held = new Uint8Array(0);
      return bytes;
    }
    held = holdFrom === bytes.length ? new Uint8Array(0) : Uint8Array.prototype.slice.call(bytes, holdFrom);
    walk.shift(holdFrom);
    return bytes.subarray(0, holdFrom);
  };
  return {
    push: (chunk) => take(chunk, false),
    end: () => take(new Uint8Array(0), true),
    found: () => count,
  };
}

/** One pass over bytes that come in pieces. Positions are relative to what is held. */
function createWalk(automaton: Automaton, ranges: Range[]) {
  const { next, width, classOf, depth, ends, longest } = automaton;
  // where the last symbols began: as many as the longest sequence has
  let size = 1;
  while (size < longest + 1) size *= 2;
  const begins = new Float64Array(size);
  /** Bytes that are gone: where the last symbols began is counted from the stream's start. */
  let gone = 0;
  const last = size - 1;
  let state = 0;
  let symbols = 0;
  /** Where to go on: behind what was read before, or at the start of an escape that was cut. */
  let resumeAt = 0;

  const step = (symbol: number, from: number, to: number) => {
    begins[symbols & last] = gone + from;
    symbols += 1;
    state = next[state * width + (classOf[symbol] ?? 0)] ?? 0;
    const length = ends[state] ?? 0;
    if (length > 0) ranges.push({ start: (begins[(symbols - length) & last] ?? 0) - gone, end: to });
  };

  return {
    /** Reads on; the position from which on bytes must be held back. */
    walk(bytes: Uint8Array, isLast: boolean): number {
      let at = resumeAt;
      const end = bytes.length;
      while (at < end) {
        const byte = bytes[at] ?? 0;
        if (isEscapeStart[byte] === 1) {
          const found = readEscape(bytes, at, isLast);
          if (found === 'more') break;
          if (found !== undefined) {
            const symbol = found.code < 0x80 ? (folded[found.code] ?? nothing) : nothing;
            if (symbol !== nothing) step(symbol, at, at + found.length);
            at += found.length;
            continue;
          }
        }
        const symbol = folded[byte] ?? nothing;
        if (symbol !== nothing) step(symbol, at, at + 1);
        at += 1;
      }
      resumeAt = at;
      const seen = depth[state] ?? 0;
      return seen === 0 ? at : (begins[(symbols - seen) & last] ?? 0) - gone;
    },
    /** The first `count` bytes are gone. */
    shift(count: number): void {
      resumeAt -= count;
      gone += count;
    },
    reset(): void {
      state = 0;
      resumeAt = 0;
    },
  };
}
