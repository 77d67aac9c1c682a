import { gunzipSync } from 'node:zlib';
import type { Range } from './scanner.ts';

/** How gzip's first bytes look in base64. */
const start = Buffer.from('H4sI', 'latin1');
const mostUnpacked = 1024 * 1024;
const mostRuns = 16;

/** Runs of base64 that unpack to something in which `has` finds what it looks for. Only such as begin and end within `bytes`. */
export function hiddenInGzip(bytes: Uint8Array, has: (unpacked: Uint8Array) => boolean): Range[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ranges: Range[] = [];
  let at = text.indexOf(start);
  for (let run = 0; at !== -1 && run < mostRuns; run += 1) {
    let end = at;
    while (end < text.length && isBase64(text[end] ?? 0)) end += 1;
    const unpacked = unpack(Buffer.from(text.toString('latin1', at, end), 'base64'));
    if (unpacked && has(unpacked)) ranges.push({ start: at, end });
    at = text.indexOf(start, end);
  }
  return ranges;
}

/** The content of gzip bytes, up to a megabyte; undefined when it is none. */
export function unpack(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch {
    // it only looked like it, or is larger than what is looked into
    return undefined;
  }
}

const isBase64 = (byte: number) => /[A-Za-z0-9+/=_-]/.test(String.fromCharCode(byte));
