import { assignedSecrets } from './assignments.ts';
import { entropyOf } from './entropy.ts';
import { services } from './services.ts';
import { shapes } from './shapes.ts';

/** A secret in a text: from `start` to before `end`, in UTF-16 units. */
export interface SecretInText {
  start: number;
  end: number;
  rule: string;
  /** In words, for people: “a GitHub token”. */
  looksLike: string;
}

const pem = /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/g;
const pemEnd = /-----END[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/g;
const longestKey = 20_000;
/** The password of an address. */
const inAddress =
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,100}:)(?![$<{%*]|\[)[^\s/@"'<>]{3,200}(?=@[\w.[-])/gi;
const header =
  /(?<=\b(?:authorization|x-api-key|x-auth-token|api-key|private-token)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:(?:basic|bearer|token)[ \t]{1,4})?)(?!basic\b|bearer\b|token\b)[\w=~@.+/-]{12,400}(?=["'\s\\,;]|$)/gi;
const curlUser =
  /(?<=\bcurl\b[^\r\n]{0,400}[ \t](?:-u|--user)[ \t=]{0,4}["']?[^\s:"'$<{]{1,60}:)(?![$<{*])[^\s"']{4,200}/g;
const dockerAuth = /(?<="auth"[ \t]{0,4}:[ \t]{0,4}")[A-Za-z0-9+/]{20,400}={0,2}(?=")/g;
const fromEnd = /^(?:x+|\*+|\.+|pass(?:word)?|pwd|token|secret|test|changeme|user|port)$/i;

/** Longer texts are read in pieces that overlap by as much as a long token has. */
const piece = 1_000_000;
const overlap = 20_000;

/**
 * Secrets that stand in a text, in order and apart from each other; where two rules see the same one, the more telling wins. Time goes
 * by the length of the text, also of one made to be slow.
 */
export function findSecrets(text: string): SecretInText[] {
  const found: SecretInText[] = [];
  for (let from = 0; from === 0 || from < text.length; from += piece - overlap) {
    const part = text.length <= piece ? text : text.slice(from, from + piece);
    for (const one of findIn(part)) found.push({ ...one, start: one.start + from, end: one.end + from });
    if (from + piece >= text.length) break;
  }
  return apart(found);
}

function findIn(text: string): SecretInText[] {
  // the same length, unit for unit
  const low = text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  return [
    ...keyBlocks(text),
    ...known(text, low),
    ...ofServices(text, low),
    ...placed(text, low),
    ...assignedSecrets(text, low),
  ];
}

function keyBlocks(text: string): SecretInText[] {
  const found: SecretInText[] = [];
  if (!text.includes('-----BEGIN')) return found;
  for (const match of text.matchAll(pem)) {
    const start = match.index + match[0].length;
    if ((found.at(-1)?.end ?? 0) > start) continue;
    pemEnd.lastIndex = start;
    const end = pemEnd.exec(text)?.index ?? Math.min(text.length, start + 4000);
    if (end - start < 40 || end - start > longestKey) continue;
    found.push({ start, end, rule: 'private-key', looksLike: 'a private key' });
  }
  return found;
}

function known(text: string, low: string): SecretInText[] {
  const found: SecretInText[] = [];
  for (const { rule, looksLike, sign, pattern, entropy = 0, back = 0 } of shapes) {
    for (let at = low.indexOf(sign); at >= 0; at = low.indexOf(sign, at + sign.length)) {
      const match = back === 0 ? stickyAt(pattern, text, at) : around(pattern, text, at, back);
      if (!match || entropyOf(match.value) < entropy) continue;
      found.push({ start: match.at, end: match.at + match.value.length, rule, looksLike });
      at = Math.max(at, match.at + match.value.length - sign.length);
    }
  }
  return found;
}

function stickyAt(pattern: RegExp, text: string, at: number): { at: number; value: string } | null {
  // a look-behind stands in front of what is wanted
  for (const from of pattern.source.startsWith('(?<=') ? [text.indexOf('=', at) + 1] : [at]) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match) return { at: match.index, value: match[0] };
  }
  return null;
}

/** The sign stands inside: looked for in the little that lies before it. */
function around(
  pattern: RegExp,
  text: string,
  at: number,
  back: number,
): { at: number; value: string } | null {
  const from = Math.max(0, at - back - 1);
  const part = text.slice(from, at + 600);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(part); match; match = pattern.exec(part)) {
    const start = from + match.index;
    if (start > at) return null;
    if (start + match[0].length > at) return { at: start, value: match[0] };
    if (match[0] === '') return null;
  }
  return null;
}

function ofServices(text: string, low: string): SecretInText[] {
  const found: SecretInText[] = [];
  for (const { words, looksLike, pattern } of services) {
    for (const word of words) {
      for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) {
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        const value = match?.[1];
        if (!match || value === undefined || entropyOf(value) < (/^\d+$/.test(value) ? 2 : 2.5)) continue;
        if (/^[a-zA-Z_-]+$/.test(value) && entropyOf(value) < 4) continue;
        const start = at + match[0].length - value.length;
        found.push({ start, end: start + value.length, rule: `service-${word}`, looksLike });
      }
    }
  }
  return found;
}

function placed(text: string, low: string): SecretInText[] {
  const found: SecretInText[] = [];
  const add = (pattern: RegExp, rule: string, looksLike: string, entropy: number) => {
    for (const match of text.matchAll(pattern)) {
      const [value] = match;
      if (fromEnd.test(value) || entropyOf(value) < entropy) continue;
      found.push({ start: match.index, end: match.index + value.length, rule, looksLike });
    }
  };
  if (low.includes('://') && low.includes('@'))
    add(inAddress, 'address-password', 'a password in an address', 1.5);
  if (/auth|api-key|private-token/.test(low)) add(header, 'header', 'a credential of a request', 3);
  if (low.includes('curl')) add(curlUser, 'curl-user', 'a password', 1.8);
  if (low.includes('"auth"')) add(dockerAuth, 'docker-auth', 'a registry login', 3);
  return found;
}

// the first rules know best what they see
function apart(found: readonly SecretInText[]): SecretInText[] {
  const kept: SecretInText[] = [];
  const byStart = found
    .map((one, rank) => ({ one, rank }))
    .sort(
      (left, right) =>
        left.one.start - right.one.start || right.one.end - left.one.end || left.rank - right.rank,
    );
  for (const { one } of byStart) {
    const last = kept.at(-1);
    if (last && one.start < last.end) {
      last.end = Math.max(last.end, one.end);
      continue;
    }
    kept.push({ ...one });
  }
  return kept;
}
