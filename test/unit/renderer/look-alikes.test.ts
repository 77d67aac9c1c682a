import { expect, test } from 'vitest';
import { visibleString } from '../../../renderer/approvals/visible/visible-text.ts';

test('a letter of another script inside a Latin word is named', () => {
  expect(visibleString('pay to pаypal')).toBe('pay to p⟨CYRILLIC U+0430⟩ypal');
  expect(visibleString('gοοgle.com')).toBe('g⟨GREEK U+03BF⟩⟨GREEK U+03BF⟩gle.com');
});

test('in an address a word wholly of letters that look Latin is named, too', () => {
  expect(visibleString('bill@аре.com')).toBe('bill@⟨CYRILLIC U+0430⟩⟨CYRILLIC U+0440⟩⟨CYRILLIC U+0435⟩.com');
});

test('letters that exist a second time, for mathematics and in full width, are named', () => {
  expect(visibleString('𝐩ay')).toBe('⟨p U+1D429⟩ay');
  expect(visibleString('ａpi')).toBe('⟨a U+FF41⟩pi');
});

test('words of one script stay as they are', () => {
  for (const text of [
    'данные.csv',
    'Привет, мир',
    'Ελληνικά κείμενα',
    'größe',
    'ivan@пример.рф',
    '数据 данные',
  ]) {
    expect(visibleString(text)).toBe(text);
  }
});
