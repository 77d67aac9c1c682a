import { lookAlikeLabel, lookAlikes } from './look-alikes.ts';

/**
 * Text as it is shown where somebody decides: nothing in it may hide, move or pretend.
 * `mark` stands for characters that a screen would swallow, reorder or draw as a gap; `label` says which.
 * `run` stands for a long stretch of the same blank, counted instead of drawn.
 */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'mark'; text: string; label: string }
  | { kind: 'spaces' | 'lines'; text: string; count: number };

/** More blanks in a row than this push words out of sight. */
const longestBlank = 24;
const longestGap = 4;
/** More combining marks on one letter than this are drawn over the neighbours. */
const longestStack = 3;

/** Abbreviations as Unicode's own tables have them; everything else shows its number. */
const names: Readonly<Record<number, string>> = {
  0: 'NUL', 7: 'BEL', 8: 'BS', 11: 'VT', 12: 'FF', 13: 'CR', 27: 'ESC', 127: 'DEL',
  133: 'NEL', 155: 'CSI', 157: 'OSC', 160: 'NBSP', 173: 'SHY', 847: 'CGJ', 1564: 'ALM', 6158: 'MVS',
  8203: 'ZWSP', 8204: 'ZWNJ', 8205: 'ZWJ', 8206: 'LRM', 8207: 'RLM', 8232: 'LSEP', 8233: 'PSEP',
  8234: 'LRE', 8235: 'RLE', 8236: 'PDF', 8237: 'LRO', 8238: 'RLO', 8239: 'NNBSP', 8288: 'WJ',
  8294: 'LRI', 8295: 'RLI', 8296: 'FSI', 8297: 'PDI', 65279: 'BOM', 65533: 'REPLACEMENT',
}; // biome-ignore format: a table

// controls, formats, private, unassigned, lone surrogates, line and space separators, everything that draws nothing; then blanks by shape
const suspicious =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/u;
const pictographic = /\p{Extended_Pictographic}/u;
const emojiBase = /[\p{Extended_Pictographic}\p{Emoji_Modifier}#*0-9]/u;
const combining = /\p{M}/u;

// most text by far, known at one look
const ordinary = /^[\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027]*$/;
const longBlanks = new RegExp(` {${longestBlank + 1}}|\\t{${longestBlank + 1}}|\\n{${longestGap + 1}}`);

/** Splits `text` into pieces that, put side by side, name every character of it. Line breaks and tabs stay as they are. */
export function visibleText(text: string): Piece[] {
  if (text !== '' && ordinary.test(text) && !longBlanks.test(text)) return [{ kind: 'text', text }];
  const shown = text.replaceAll('\r\n', '\n');
  const characters = [...shown];
  const disguised = lookAlikes(shown);
  let unit = 0;
  const pieces: Piece[] = [];
  let plain = '';
  let stack = 0;
  function flush(): void {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  }
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const blanks = blankRun(characters, at);
    if (blanks !== null) {
      flush();
      pieces.push(blanks);
      at += blanks.count - 1;
      unit += blanks.count;
      continue;
    }
    const isDisguised = disguised.has(unit);
    unit += character.length;
    if (isDisguised) {
      flush();
      pieces.push({ kind: 'mark', text: character, label: lookAlikeLabel(character) });
      continue;
    }
    stack = combining.test(character) ? stack + 1 : 0;
    if (isPlain(character, characters[at - 1], characters[at + 1]) && stack <= longestStack) {
      plain += character;
      continue;
    }
    flush();
    pieces.push({ kind: 'mark', text: character, label: labelOf(character) });
  }
  flush();
  return pieces;
}

/** The same as one string, for places that take no markup: `⟨RLO⟩`, `⟨1200 × space⟩`. */
export function visibleString(text: string): string {
  return visibleText(text)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind === 'mark') return `⟨${piece.label}⟩`;
      return `⟨${piece.count} × ${piece.kind === 'spaces' ? '␠' : '↵'}⟩`;
    })
    .join('');
}

function isPlain(character: string, before: string | undefined, after: string | undefined): boolean {
  if (character === ' ' || character === '\n' || character === '\t') return true;
  if (!suspicious.test(character)) return true;
  // parts of one emoji: a presentation selector after its base, a joiner between two
  if (character === '\ufe0f') return before !== undefined && emojiBase.test(before);
  if (character !== '\u200d' || after === undefined) return false;
  return before !== undefined && (emojiBase.test(before) || before === '\ufe0f') && pictographic.test(after);
}

function blankRun(characters: readonly string[], from: number): (Piece & { count: number }) | null {
  const first = characters[from];
  if (first !== ' ' && first !== '\n' && first !== '\t') return null;
  let to = from + 1;
  while (characters[to] === first) to += 1;
  const count = to - from;
  if (first === '\n') return count > longestGap ? { kind: 'lines', text: '\n', count } : null;
  return count > longestBlank ? { kind: 'spaces', text: first, count } : null;
}

function labelOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // tag characters repeat ASCII invisibly: say which letter is hidden
  if (code > 0xe0020 && code < 0xe007f) return `TAG ${String.fromCodePoint(code - 0xe0000)}`;
  return names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
