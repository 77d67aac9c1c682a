import type { Outgoing } from './outgoing.ts';
import type { Scanner } from './scan/scanner.ts';

const instead = Buffer.from('[a stored secret, withheld]');

/**
 * A conversation that repeats a stored secret, because the owner typed it, as it may go to the model: with words in its place. Null where nothing
 * stands in the body, and where the body would not be whole JSON any more; the request is then refused as any other.
 */
export function withheld(outgoing: Outgoing, scanner: Scanner): { outgoing: Outgoing; count: number } | null {
  const { body } = outgoing;
  if (!(body instanceof Uint8Array) || !/\bjson\b/.test(outgoing.headers.get('content-type') ?? ''))
    return null;
  const found = scanner.find(body);
  if (found.length === 0) return null;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of found) {
    pieces.push(body.subarray(at, start), instead);
    at = end;
  }
  pieces.push(body.subarray(at));
  const clean = Buffer.concat(pieces);
  try {
    JSON.parse(clean.toString('utf8'));
  } catch {
    // it was strewn over more than one text: what is left is no request
    return null;
  }
  return { outgoing: { ...outgoing, body: clean }, count: found.length };
}
