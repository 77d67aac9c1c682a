import { createHash } from 'node:crypto';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * JSON with sorted keys and no white space, so that equal values have equal text (in the manner of RFC 8785).
 * `undefined` members are left out. Throws TypeError on what JSON cannot say (functions, bigint, NaN, cycles by depth).
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > 200) throw new TypeError('canonicalJson: nested deeper than 200 levels');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonicalJson: not a finite number');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null, depth + 1)).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${write(member, depth + 1)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`canonicalJson: cannot write a ${typeof value}`);
}

/** SHA-256 over the given pieces one after the other, as 32 bytes. */
export function sha256(...pieces: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** Hash of a tool call's exact arguments: hex SHA-256 of the canonical JSON of `{tool, input}`. */
export function hashOfCall(tool: string, input: unknown): string {
  return sha256(canonicalJson({ tool, input })).toString('hex');
}
