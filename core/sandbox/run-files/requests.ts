import { z } from 'zod';

const path = z.string();
const encoding = z.enum(['utf8', 'utf16le', 'latin1', 'base64', 'base64url', 'hex', 'ascii']);

/** Bytes as they cross: 32-bit words of little-endian order, the last one filled up, and how many bytes count. */
export const words = z.array(z.number().int().min(0).max(0xffff_ffff));

/** What code may ask of its files. Every call is one of these, whatever the code inside did to its own functions. */
export const fileRequest = z.discriminatedUnion('op', [
  z.object({ op: z.literal('read'), path, encoding: encoding.nullable(), from: z.number().int().min(0) }),
  z.object({
    op: z.literal('write'),
    path,
    /** As `open` has them: w replaces, a appends, x insists that there is none. */
    flag: z.enum(['w', 'a', 'wx', 'ax']),
    text: z.string().optional(),
    encoding: encoding.optional(),
    data: words.optional(),
    bytes: z.number().int().min(0).optional(),
  }),
  z.object({ op: z.literal('list'), path, recursive: z.boolean() }),
  z.object({ op: z.literal('stat'), path }),
  z.object({ op: z.literal('access'), path, forWriting: z.boolean() }),
  z.object({ op: z.literal('mkdir'), path, recursive: z.boolean() }),
  z.object({ op: z.literal('rm'), path, recursive: z.boolean(), force: z.boolean() }),
  z.object({ op: z.literal('unlink'), path }),
  z.object({ op: z.literal('rmdir'), path }),
  z.object({ op: z.literal('rename'), path, to: path }),
  z.object({ op: z.literal('copy'), path, to: path, exclusive: z.boolean() }),
]);

export type FileRequest = z.infer<typeof fileRequest>;
export type FileEncoding = z.infer<typeof encoding>;

/** The bytes of a write request. */
export function bytesOf(request: Extract<FileRequest, { op: 'write' }>): Uint8Array {
  if (request.text !== undefined) return Buffer.from(request.text, request.encoding ?? 'utf8');
  return bytesOfWords(request.data ?? [], request.bytes);
}

/** The bytes that words carry: `count` of them, or all. */
export function bytesOfWords(data: readonly number[], count = data.length * 4): Uint8Array {
  const carried = Uint32Array.from(data);
  return Buffer.from(carried.buffer, 0, Math.min(carried.byteLength, count));
}

/** Bytes as the words that a number array carries. */
export function wordsOf(bytes: Uint8Array): number[] {
  const padded = new Uint8Array(Math.ceil(bytes.byteLength / 4) * 4);
  padded.set(bytes);
  return Array.from(new Uint32Array(padded.buffer));
}

const pieceBytes = { text: 512 * 1024, encoded: 384 * 1024, words: 256 * 1024 };

/** How many bytes of a file go into one answer. */
export function pieceOf(encoding: FileEncoding | null): number {
  if (encoding === null) return pieceBytes.words;
  return encoding === 'utf8' ? pieceBytes.text : pieceBytes.encoded;
}

/** Where a piece of UTF-8 text ends so that no character is cut in two. */
export function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.byteLength; back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if (byte < 0x80) return bytes.byteLength;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.byteLength - back : bytes.byteLength;
  }
  return bytes.byteLength;
}
