import type { Json } from '../base/index.ts';

/** What a text from the guest may be before it is parsed. */
export interface BoundaryLimits {
  maxBytes: number;
  maxDepth: number;
  /** Halves of surrogate pairs: two texts that differ in them only would be the same bytes on disk. Refused when left out. */
  loneSurrogates?: 'refuse' | 'replace';
}

export type BoundaryResult = { ok: true; value: Json } | { ok: false; problem: string };

/**
 * Parses JSON that came from the guest (R9): bounded in size and depth before anything is built, and without keys that poison
 * a careless merge: `__proto__` everywhere, `prototype` below `constructor`. Never throws.
 */
export function parseFromGuest(json: string, limits: BoundaryLimits): BoundaryResult {
  if (Buffer.byteLength(json) > limits.maxBytes)
    return { ok: false, problem: `larger than ${limits.maxBytes} bytes` };
  if (depthOf(json, limits.maxDepth) > limits.maxDepth)
    return { ok: false, problem: `nested deeper than ${limits.maxDepth} levels` };
  let value: Json;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  if (hugeNumber.test(json) && !isFiniteEverywhere(value))
    return { ok: false, problem: 'holding a number too large for JSON' };
  if (surrogateEscape.test(json) || !json.isWellFormed()) {
    // written anew, only halves are escaped
    const written = JSON.stringify(value);
    const repaired = repairJson(written);
    if (repaired !== written && limits.loneSurrogates !== 'replace')
      return { ok: false, problem: 'holding half of a surrogate pair, which is no text' };
    value = JSON.parse(repaired);
  }
  // an escape could spell the key, so a text with one is looked at too
  if (/__proto__|prototype|\\u/.test(json)) removePoison(value);
  return { ok: true, value };
}

/** What may be read as an infinity, which would be written as null. */
const hugeNumber = /\d[eE]\+?\d{3}|\d{300}/;

function isFiniteEverywhere(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(isFiniteEverywhere);
}

const surrogateEscape = /\\ud[89a-f]/i;

/** JSON text, as `JSON.stringify` writes it, with every half of a surrogate pair replaced by U+FFFD. */
export function repairJson(json: string): string {
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/gi, '$1\\ufffd');
}

/** The same check for a text that is passed on as text. */
export function cleanFromGuest(
  json: string,
  limits: BoundaryLimits,
): { ok: true; json: string } | { ok: false; problem: string } {
  const result = parseFromGuest(json, limits);
  return result.ok ? { ok: true, json: JSON.stringify(result.value) } : result;
}

/** Deepest nesting of brackets outside of strings; stops counting above `limit`. */
function depthOf(json: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < json.length && deepest <= limit; index += 1) {
    const code = json.charCodeAt(index);
    if (code === 0x22) index = endOfString(json, index);
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json.charCodeAt(index) !== 0x22)
    index += json.charCodeAt(index) === 0x5c ? 2 : 1;
  return index;
}

function removePoison(value: Json): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) removePoison(item);
    return;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') {
      delete value[key];
      continue;
    }
    const member = value[key] ?? null;
    if (key === 'constructor' && member !== null && typeof member === 'object' && !Array.isArray(member))
      delete member.prototype;
    removePoison(member);
  }
}
