import type { Counts } from './hidden.ts';

/**
 * Words with which material could pose as something else than material: Holdfast's own notes, the boundary around untrusted content,
 * the marks by which chat formats name a speaker, tags that frame instructions or results. Each loses what makes it one and is
 * otherwise left as it is: `<` becomes `‹`, `[` becomes `⁅`, a speaker's name gets a mark in front.
 */
export type ImitationKind = 'boundary' | 'note' | 'charter' | 'role' | 'tag';

/** `at`: which group of the match is replaced by `by`. Every pattern is linear: no repetition inside a repetition. */
interface Imitation {
  kind: ImitationKind;
  pattern: RegExp;
  by: string;
}

const gap = String.raw`[ \t]{0,3}`;
const holdfast = 'holdfast';
const ours = [
  `summary${gap}(?:by|of|from)${gap}${holdfast}`,
  `end${gap}of${gap}the${gap}summary`,
  `note${gap}(?:by|of|from)${gap}${holdfast}`,
  `taken${gap}out${gap}of${gap}view${gap}by${gap}${holdfast}`,
  `forgotten${gap}by${gap}the${gap}owner`,
  `(?:message|instruction|approval|answer)${gap}(?:by|of|from)${gap}(?:the${gap}owner|${holdfast})`,
].join('|');
const tags = [
  'untrusted', 'system', 'system-reminder', 'system_reminder', 'system-prompt', 'system_prompt', 'system-message', 'system_message',
  'charter', 'owner', 'owner_message', 'user_message', 'human', 'assistant', 'tool_result', 'tool_results', 'tool_response',
  'function_results', 'function_result', 'function_calls', 'tool_call', 'tool_calls', 'invoke', 'antml:[a-z_]{1,30}',
].join('|'); // biome-ignore format: a list of names

const imitations: readonly Imitation[] = [
  { kind: 'boundary', pattern: /<(?=\s?\/?\s?untrusted\s?-)/g, by: '‹' },
  { kind: 'note', pattern: new RegExp(`\\[(?=${gap}(?:${ours}))`, 'g'), by: '⁅' },
  { kind: 'charter', pattern: /the charter(?= ?\(it stands above)/g, by: '(imitated) the charter' },
  { kind: 'role', pattern: /<(?=\|[a-z_]{2,30}\|>)/g, by: '‹' },
  { kind: 'role', pattern: /<(?=(?:start_of_turn|end_of_turn)>|<\/?sys>>)/g, by: '‹' },
  { kind: 'role', pattern: /\[(?=\/?inst\])/g, by: '⁅' },
  { kind: 'role', pattern: /(?<=^|\n[ \t]?\n)(?=(?:human|assistant)[ \t]?:)/g, by: '¦ ' },
  { kind: 'tag', pattern: new RegExp(`<(?=/?(?:${tags})(?:[ \\t][^<>\\n]{0,200})?/?>)`, 'g'), by: '‹' },
];

/** The text without imitations, and how many of which kind there were. */
export function disarmImitations(text: string): { text: string; counts: Counts<ImitationKind> } {
  const counts: Counts<ImitationKind> = {};
  const folded = fold(text);
  const changes: { at: number; length: number; by: string }[] = [];
  for (const { kind, pattern, by } of imitations) {
    for (const match of folded.matchAll(pattern)) {
      if (changes.some((change) => change.at === match.index)) continue;
      changes.push({ at: match.index, length: match[0].length, by });
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (changes.length === mostChanges) break;
    }
  }
  if (changes.length === 0) return { text, counts };
  changes.sort((left, right) => left.at - right.at);
  let out = '';
  let from = 0;
  for (const { at, length, by } of changes) {
    out += text.slice(from, at) + by;
    from = at + length;
  }
  return { text: out + text.slice(from), counts };
}

/** A text of nothing but imitations is no more convincing for having a million. */
const mostChanges = 10_000;

/** The same length, unit for unit: small letters, look-alikes of Latin letters and of brackets as the plain ones. */
function fold(text: string): string {
  // lower case of some letters is longer
  const low = text.replace(/[A-Z]/g, (capital) => capital.toLowerCase());
  if (/^[\0-\u007f]*$/.test(low)) return low;
  return low.replace(/[^\0-\u007f]/g, (character) => plain.get(character) ?? fullWidth(character));
}

function fullWidth(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0).toLowerCase() : character;
}

const plain = new Map<string, string>(
  [
    ['аɑαАΑ', 'a'], ['вВΒ', 'b'], ['сϲСϹ', 'c'], ['ԁ', 'd'], ['еεЕΕ', 'e'], ['ɡ', 'g'], ['һНΗ', 'h'], ['іıιІΙ', 'i'], ['јЈ', 'j'],
    ['кКΚ', 'k'], ['ӏ', 'l'], ['мМΜ', 'm'], ['пΝ', 'n'], ['оοОΟ', 'o'], ['рρРΡ', 'p'], ['ѕЅ', 's'], ['тТΤτ', 't'], ['υ', 'u'],
    ['ѵν', 'v'], ['ѡ', 'w'], ['хХΧχ', 'x'], ['уУΥγ', 'y'], ['ΖZ', 'z'],
    ['‹〈⟨《⟪❮❬˂ᐸ〈', '<'], ['›〉⟩》⟫❯❭˃ᐳ〉', '>'], ['⁅【〔⟦［❲', '['], ['⁆】〕⟧］❳', ']'], ['｜│┃ǀ∣', '|'], ['∕⁄╱', '/'], ['‐‑‒–—−', '-'],
    ['\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000', ' '], ['\u2028\u2029\u0085', '\n'],
    ['：', ':'], ['＃', '#'],
  ].flatMap(([from = '', to = '']) => [...from].map((character) => [character, to] as const)),
); // biome-ignore format: a table
