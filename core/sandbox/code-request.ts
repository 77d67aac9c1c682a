import { z } from 'zod';
import { bytesOfWords, words, wordsOf } from './run-files/requests.ts';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;
const start = z.number().int().min(0);

/** What `fetch` of code asks of the host: a request, or more of an answer's body. Every call is one of these, whatever the code did. */
export const codeRequest = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('request'),
    url: z.string().min(1).max(8000),
    method: z.string().regex(/^[A-Z]{1,20}$/),
    redirect: z.enum(['follow', 'error', 'manual']),
    /** Names in lower case; one may come several times. */
    headers: z.array(z.tuple([z.string().regex(token), z.string().max(16_384)])).max(100),
    /** The body: a text, or bytes as words. */
    text: z.string().optional(),
    data: words.optional(),
    bytes: start.optional(),
  }),
  z.object({ op: z.literal('more'), of: z.string().min(1).max(100), from: start }),
]);

type CodeRequest = Extract<z.infer<typeof codeRequest>, { op: 'request' }>;

/** The bytes that a request sends besides text; undefined where it sends none. */
export function uploadOf({ data, bytes }: CodeRequest): Uint8Array | undefined {
  return data === undefined ? undefined : bytesOfWords(data, bytes);
}

/** The body of an answer: text that is exactly its bytes in UTF-8, or bytes. */
export type CodeBody = string | Uint8Array;

/** A part of a body as it crosses, and where the next one begins; null: it was the last. */
type BodyPiece =
  | { text: string; next: number | null }
  | { data: number[]; bytes: number; next: number | null };

const pieceUnits = 512 * 1024;
const pieceBytes = 256 * 1024;

/** The piece of a body that begins at `from`: small enough to cross whatever its characters are. */
export function pieceOfBody(body: CodeBody, from: number): BodyPiece {
  if (typeof body === 'string') {
    const end = Math.min(body.length, from + pieceUnits);
    // half a character is no text
    const unit = end < body.length ? body.charCodeAt(end - 1) : 0;
    const until = unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
    return { text: body.slice(from, until), next: until < body.length ? until : null };
  }
  const part = body.subarray(from, from + pieceBytes);
  const next = from + pieceBytes < body.byteLength ? from + pieceBytes : null;
  return { data: wordsOf(part), bytes: part.byteLength, next };
}
