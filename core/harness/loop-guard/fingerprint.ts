import { sha256 } from '../../base/index.ts';
import type { ContentBlock } from '../../events/index.ts';

/** What a call is recognised by. Equal texts mean: the same again, however it was spelt. */
export interface Fingerprint {
  /** Tool and arguments, without what changes by itself and without spelling. */
  call: string;
  /** What the tool answered, without times, ids and what only repeats the arguments. */
  result: string;
  /** The error's text without names, places and numbers; null when the call succeeded. */
  error: string | null;
}

/** Where a text is longer, only its exact content counts: masking it would cost more than it finds. */
const mostMaskedUnits = 16_000;
const mostEchoUnits = 2_000;

/**
 * Arguments that say which try or which page this is. They are left out of the call: a page or a try that brings something new
 * shows in its result, one that does not is the same again.
 */
const volatileName =
  /^(?:page|page_?(?:number|no|index|size|token)|offset|skip|cursor|next|after|before|start|limit|count|max_?\w*|view_?range|range|attempt|retry|retries|try|iteration|step|nonce|seed|salt|time_?stamp|ts|now|request_?id|trace_?id|correlation_?id|idempotency_?key|timeout\w*)$/i;

/** The fingerprint of a call and its result. Pure; some microseconds per kilobyte. */
export function fingerprint(
  tool: string,
  input: Record<string, unknown>,
  content: readonly ContentBlock[],
  isError: boolean,
): Fingerprint {
  const text = folded(textOf(content));
  const isLong = text.length > mostMaskedUnits;
  const answer = isLong ? text : maskedEchoes(maskedVolatile(text), input);
  return {
    call: digest(`${tool}\n${spelling(input)}`),
    result: digest(answer),
    error: isError ? digest(isLong ? text : errorShape(answer)) : null,
  };
}

/** A thought without its numbers: thinking the same again is recognised, thinking something else is not held against anyone. */
export function thoughtShape(input: Record<string, unknown>): string {
  return digest(spelling(input).replace(/\d+/g, '#'));
}

/**
 * True when `later` is `earlier` with exactly one text made longer. Growing an argument without a new result is a way of going in
 * circles that no hash shows.
 */
export function isGrown(earlier: Record<string, unknown>, later: Record<string, unknown>): boolean {
  const names = Object.keys(later);
  if (names.length !== Object.keys(earlier).length) return false;
  let grown = 0;
  for (const name of names) {
    const [from, to] = [spelling(earlier[name]), spelling(later[name])];
    if (from === to) continue;
    if (from.length < 3 || !to.includes(from.slice(1, -1))) return false;
    grown += 1;
  }
  return grown === 1;
}

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

// canonical and careless at once: order, white space, case, empty members and number or text do not matter
function spelling(value: unknown, name = '', depth = 0): string {
  if (volatileName.test(name) || depth > 50) return '';
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'object') {
    const members: [string, unknown][] = Array.isArray(value)
      ? value.map((item) => ['', item])
      : Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    const written = members.flatMap(([key, member]) => {
      const text = spelling(member, key, depth + 1);
      return text === '' ? [] : [key === '' ? text : `${key}:${text}`];
    });
    return written.length === 0 ? '' : `{${written.join(',')}}`;
  }
  const text = String(value).normalize('NFKC').replace(invisible, '').toLowerCase().replace(/\s+/g, '');
  // a folder with and without its last slash is the same folder
  return text === '' ? '' : `"${text.length > 1 ? text.replace(/\/+$/, '') : text}"`;
}

function textOf(content: readonly ContentBlock[]): string {
  return content.map((block) => (block.type === 'text' ? block.text : JSON.stringify(block))).join('\n');
}

function folded(text: string): string {
  return text.replace(invisible, '').replace(/\s+/g, ' ').trim();
}

const moment = /\b\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:z|[+-]\d\d:?\d\d)?/gi;
const clockTime = /\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g;
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const duration = /\b\d+(?:[.,]\d+)? ?(?:ms|milliseconds?|seconds?)\b/gi;

function maskedVolatile(text: string): string {
  return text
    .replace(moment, '‹time›')
    .replace(clockTime, '‹time›')
    .replace(uuid, '‹id›')
    .replace(duration, '‹time›');
}

/**
 * The answer without what it only repeats of the question: texts as whole words, numbers only behind their name (`page 3`), since a
 * bare 3 may well be news.
 */
function maskedEchoes(text: string, input: Record<string, unknown>): string {
  let masked = text;
  for (const [name, value] of Object.entries(input)) {
    if (typeof value === 'string' && !/^\s*\d*\s*$/.test(value) && value.length <= mostEchoUnits)
      masked = replaceWords(masked, folded(value));
    else if (typeof value === 'number' || typeof value === 'string')
      masked = masked.replace(
        new RegExp(
          `(\\b${escaped(name)}\\b["']?\\s*[:=]?\\s*["']?)${escaped(String(value).trim())}\\b`,
          'gi',
        ),
        '$1‹it›',
      );
  }
  return masked;
}

function replaceWords(text: string, words: string): string {
  // most answers do not repeat the question, and looking for whole words in any script is slow
  if (words === '' || !text.toLowerCase().includes(words.toLowerCase())) return text;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(words)}(?![\\p{L}\\p{N}])`, 'giu');
  return text.replace(pattern, '‹it›');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function errorShape(text: string): string {
  return text
    .toLowerCase()
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|'[^']*'/g, '‹it›')
    .replace(/[^\s‹›]*[/\\][^\s‹›]*/g, '‹it›')
    .replace(/\b\w+\.\w{1,5}\b/g, '‹it›')
    .replace(/\b(?=\w*\d)\w+\b/g, '#')
    .replace(/[\s#.,;:()[\]]+/g, ' ')
    .trim();
}

function digest(text: string): string {
  return sha256(text).toString('base64url').slice(0, 22);
}
