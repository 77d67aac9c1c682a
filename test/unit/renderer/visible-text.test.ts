import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleString, visibleText } from '../../../renderer/approvals/visible/visible-text.ts';

const marks = (text: string) =>
  visibleText(text).flatMap((piece) => (piece.kind === 'mark' ? [piece.label] : []));

describe('text where somebody decides', () => {
  it('leaves ordinary words, umlauts, other scripts and emoji alone', () => {
    for (const text of [
      'Write report.md',
      'Größe, naïve “quotes” – dashes',
      '数据 данные',
      '👩‍👧 ❤️ 1️⃣ 👍🏽',
    ]) {
      expect(visibleText(text)).toEqual([{ kind: 'text', text }]);
    }
  });

  it('names terminal sequences instead of obeying them', () => {
    expect(visibleString('safe\u001b[2K\u001b[1Grm\u0007\u009b31m')).toBe(
      'safe⟨ESC⟩[2K⟨ESC⟩[1Grm⟨BEL⟩⟨CSI⟩31m',
    );
  });

  it('names a lone carriage return that would overwrite the line, and takes CRLF for a line break', () => {
    expect(visibleString('evil\rgood')).toBe('evil⟨CR⟩good');
    expect(visibleString('one\r\ntwo')).toBe('one\ntwo');
  });

  it('names everything that turns the direction of writing', () => {
    expect(marks('a\u202eb\u202cc\u2066d\u2067e\u2068f\u2069g\u200eh\u200fi\u061c')).toEqual([
      'RLO', 'PDF', 'LRI', 'RLI', 'FSI', 'PDI', 'LRM', 'RLM', 'ALM',
    ]); // biome-ignore format: a list of names
  });

  it('names what has no width, and says which letters tags hide', () => {
    expect(marks('a\u200bb\u200cc\u2060d\ufeffe\u00adf\u180eg\u3164h\u115fi\u{e0041}\u{e0062}')).toEqual([
      'ZWSP', 'ZWNJ', 'WJ', 'BOM', 'SHY', 'MVS', 'U+3164', 'U+115F', 'TAG A', 'TAG b',
    ]); // biome-ignore format: a list of names
  });

  it('names joiners and selectors that are not part of an emoji', () => {
    expect(marks('pay\u200dpal')).toEqual(['ZWJ']);
    expect(marks('a\ufe0f')).toEqual(['U+FE0F']);
    expect(marks('👍\u200d')).toEqual(['ZWJ']);
  });

  it('names blanks that are no spaces, lone surrogates, private and unassigned characters', () => {
    expect(marks('a\u00a0b\u2003c\u3000d\u2800e\ud800f\ue000g\u{10ffff}h\u2028i')).toEqual([
      'NBSP', 'U+2003', 'U+3000', 'U+2800', 'U+D800', 'U+E000', 'U+10FFFF', 'LSEP',
    ]); // biome-ignore format: a list of names
  });

  it('counts padding that would push the ending out of sight', () => {
    expect(visibleText(`ok${' '.repeat(10_000)}rm -rf`)).toEqual([
      { kind: 'text', text: 'ok' },
      { kind: 'spaces', text: ' ', count: 10_000 },
      { kind: 'text', text: 'rm -rf' },
    ]);
    expect(visibleString(`ok${'\n'.repeat(400)}rm`)).toBe('ok⟨400 × ↵⟩rm');
    expect(visibleString(`ok${'\t'.repeat(400)}rm`)).toBe('ok⟨400 × ␠⟩rm');
  });

  it('names combining marks that pile up over other lines', () => {
    expect(marks(`e${'\u0301'.repeat(3)}`)).toEqual([]);
    expect(marks(`e${'\u0301'.repeat(5)}`)).toEqual(['U+0301', 'U+0301']);
  });

  it('accounts for every character of any text, and never draws a dangerous one', () => {
    const dangerous =
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '\u202e', '\u001b[', ' '.repeat(99)),
        (text, hostile) => {
          const whole = (text + hostile + text).replaceAll('\r\n', '\n');
          const pieces = visibleText(whole);
          const rebuilt = pieces
            .map((piece) => ('count' in piece ? piece.text.repeat(piece.count) : piece.text))
            .join('');
          expect(rebuilt).toBe(whole);
          for (const piece of pieces) if (piece.kind === 'text') expect(piece.text).not.toMatch(dangerous);
        },
      ),
    );
  });
});
