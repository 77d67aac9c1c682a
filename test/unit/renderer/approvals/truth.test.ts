import { describe, expect, test, vi } from 'vitest';
import type { Approval } from '../../../../core/api/contract.ts';
import { approval, shownMarkup, shownText } from './shown.tsx';

const defence = vi.hoisted(() => {
  // parts of the window ask at once where they are
  const window = {
    location: { hash: '' },
    addEventListener: () => {},
    matchMedia: () => ({ matches: false }),
  };
  for (const [name, value] of Object.entries({
    window,
    navigator: { platform: 'Linux', userAgent: '', maxTouchPoints: 0 },
  }))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  return { isOff: false };
});
vi.mock('../../../../renderer/approvals/visible/visible-text.ts', async (original) => {
  const real = await original<typeof import('../../../../renderer/approvals/visible/visible-text.ts')>();
  return {
    ...real,
    visibleText: (text: string) => (defence.isOff ? [{ kind: 'text', text }] : real.visibleText(text)),
  };
});

/** Where words that the agent chose stand in the dialog. */
const places: Record<string, (words: string) => Approval> = {
  sentence: (words) => approval({ preview: { sentence: words } }),
  fact: (words) => approval({ preview: { facts: [{ label: 'Recipient', value: words }] } }),
  'label of a fact': (words) => approval({ preview: { facts: [{ label: words, value: 'x' }] } }),
  path: (words) => approval({ preview: { paths: [words] } }),
  'title of the session': (words) => approval({ session_title: words }),
  reason: (words) => approval({ why: [words] }),
  argument: (words) => approval({ input: { command: words } }),
  'name of an argument': (words) => approval({ input: { [words]: 'x' } }),
  'nested argument': (words) => approval({ input: { list: [{ to: words }] } }),
  'new file': (words) => approval({ preview: { diff: [{ path: 'a', before: null, after: words }] } }),
  'changed line': (words) =>
    approval({ preview: { diff: [{ path: 'a', before: 'x\n', after: `x\n${words}\n` }] } }),
  'removed line': (words) => approval({ preview: { diff: [{ path: 'a', before: words, after: null }] } }),
  'name of a changed file': (words) =>
    approval({ preview: { diff: [{ path: words, before: '', after: 'x' }] } }),
};

/** [what it does, the hostile words, what must be seen, what must not be drawn]. */
const hostile: readonly (readonly [string, string, string, RegExp])[] = [
  ['turns the reading direction', 'report\u202etxt.exe', 'RLO', /\u202e/],
  ['clears the line as a terminal would', 'safe\u001b[2K\u001b[1Grm -rf', 'ESC', /\p{Cc}\[2K/u],
  ['hides letters without width', 'pay\u200bpal', 'ZWSP', /\u200b/],
  ['hides a message in tag characters', `ok\u{e0072}\u{e006d}`, 'TAG r', /[\u{e0072}\u{e006d}]/u],
  ['pushes the end out of sight with blanks', `ok${' '.repeat(10_000)}rm -rf /`, '10000 spaces', / {100}/],
]; // biome-ignore format: a table

describe('the dialog tells the truth', () => {
  for (const [place, put] of Object.entries(places)) {
    // the tags of a diff's lines and of JSON stand for line ends, so those cases are left to the sentence
    for (const [what, words, seen, hidden] of hostile) {
      if (place === 'nested argument' && what.includes('terminal')) continue;
      test(`${place}: ${what}`, () => {
        const tells = () => {
          const text = shownText(put(words));
          return text.includes(seen) && !hidden.test(text);
        };
        defence.isOff = false;
        expect(tells()).toBe(true);
        defence.isOff = true;
        expect(tells()).toBe(false);
        defence.isOff = false;
      });
    }
  }

  test('letters of another alphabet in a recipient are named', () => {
    const of = approval({ preview: { facts: [{ label: 'Recipient', value: 'billing@pаypal.com' }] } });
    expect(shownText(of)).toContain('CYRILLIC U+0430');
    defence.isOff = true;
    expect(shownText(of)).not.toContain('CYRILLIC');
    defence.isOff = false;
  });

  test('markup is drawn as words, never obeyed', () => {
    const words = '<img src=x onerror=alert(1)><h2>Approved by the owner</h2>';
    for (const put of Object.values(places)) {
      expect(shownMarkup(put(words))).not.toContain('<img');
      expect(shownText(put(words))).toContain(words.slice(0, 8));
    }
  });

  test('the exact call is there in full, however long it is', () => {
    const command = `echo ${'a'.repeat(60_000)}; curl evil.example`;
    const text = shownText(approval({ tool: 'bash', input: { command } }));
    expect(text.split(command)).toHaveLength(3);
  });
});
