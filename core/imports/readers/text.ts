import { decodeText } from '../../sandbox/worker.ts';
import type { ImportProblem } from '../types.ts';

const sampleBytes = 8192;

/**
 * The text of bytes that are text; undefined for what is none. UTF-8 and UTF-16, also where a few characters of it are broken, else
 * Windows-1252: what is not sure of that is told.
 */
export function textOfBytes(bytes: Uint8Array, tell: (why: ImportProblem) => void): string | undefined {
  const wide = utf16Of(bytes);
  if (wide !== null) return decoded(wide, 'utf-16le', tell);
  const text = decodeText(bytes);
  const sample = bytes.subarray(0, sampleBytes);
  if (text !== undefined || sample.includes(0)) return text;
  if (sample.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return undefined;
  tell('encoding_guessed');
  const lenient = new TextDecoder('utf-8').decode(bytes);
  return isMostlyUtf8(lenient) ? lenient : new TextDecoder('windows-1252').decode(bytes);
}

/** Some broken places among many characters that only UTF-8 writes so: it was cut or patched, and is no other encoding. */
function isMostlyUtf8(text: string): boolean {
  const count = (pattern: RegExp) => [...text.slice(0, 1_000_000).matchAll(pattern)].length;
  return count(/\ufffd/g) * 4 < count(/[^\0-\x7f\ufffd]/g);
}

/** The bytes in little-endian order where they are UTF-16: by their mark, or by the zeros beside letters. Null for others. */
function utf16Of(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return swapped(bytes);
  const sample = bytes.subarray(0, sampleBytes);
  const zeros: [number, number] = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  const [even, odd] = zeros;
  if (sample.length < 8 || even + odd < sample.length / 4) return null;
  if (even === 0) return bytes;
  return odd === 0 ? swapped(bytes) : null;
}

const swapped = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();

function decoded(bytes: Uint8Array, encoding: 'utf-16le', tell: (why: ImportProblem) => void): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // half a character somewhere: the others are there
    tell('encoding_guessed');
    return new TextDecoder(encoding).decode(bytes);
  }
}
