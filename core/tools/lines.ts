import type { Mounts } from '../sandbox/index.ts';

const chunkBytes = 1024 * 1024;
const newline = 0x0a;

export interface LineRange {
  /** From 1. */
  first: number;
  /** Included; may be Infinity. */
  last: number;
  mostBytes: number;
  signal: AbortSignal;
}

export interface FoundLines {
  /** The lines with the line ends between them, without the last one. */
  bytes: Uint8Array;
  lines: number;
  /** The number of the last line that was seen. */
  lastLine: number;
  isTooLong: boolean;
}

/** Collects lines of a file in chunks, however large it is; stops as soon as it has them. */
export async function readLines(mounts: Mounts, path: string, range: LineRange): Promise<FoundLines> {
  const collected: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  let lines = 0;
  let isLineOpen = false;
  const result = (isTooLong: boolean): FoundLines => {
    const whole = Buffer.concat(collected);
    const end = whole.at(-1) === newline ? whole.length - 1 : whole.length;
    return {
      bytes: whole.subarray(0, end),
      lines,
      lastLine: Math.max(1, isLineOpen ? line : line - 1),
      isTooLong,
    };
  };
  for (let offset = 0; ; offset += chunkBytes) {
    range.signal.throwIfAborted();
    const chunk = (await mounts.readFile(path, { offset, length: chunkBytes })).bytes;
    let start = 0;
    while (start < chunk.length) {
      const at = chunk.indexOf(newline, start);
      const end = at < 0 ? chunk.length : at + 1;
      if (line >= range.first) {
        if (!isLineOpen || lines === 0) lines += 1;
        collected.push(chunk.subarray(start, end));
        bytes += end - start;
        if (bytes > range.mostBytes) return result(true);
      }
      isLineOpen = at < 0;
      if (at >= 0) line += 1;
      if (line > range.last) return result(false);
      start = end;
    }
    if (chunk.length < chunkBytes) return result(false);
  }
}
