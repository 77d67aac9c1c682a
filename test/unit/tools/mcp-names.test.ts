import { describe, expect, test } from 'vitest';
import { lookAlike, skeletonOf } from '../../../core/tools/mcp/look-alikes.ts';
import { hiddenIn, plainText } from '../../../core/tools/mcp/plain-text.ts';
import { modelNameOf, partsOfModelName } from '../../../core/tools/mcp/standing.ts';

describe('names that look alike', () => {
  test.each([
    ['Playwright_Navigate', 'playwright_navigate'],
    ['playwright-navigate', 'playwright.navigate'],
    ['list_fi1es', 'list_files'],
    ['list_fiIes', 'list_files'],
    ['g0ogle', 'google'],
    ['rnodel', 'model'],
    ['reаd', 'read'],
    ['ｒｅａｄ', 'read'],
    ['réad', 'read'],
    ['re\u200bad', 'read'],
  ])('%s is taken for %s', (left, right) => {
    expect(skeletonOf(left)).toBe(skeletonOf(right));
  });

  test.each([
    ['read_file', 'write_file'],
    ['get_user', 'get_users'],
    ['list', 'lists'],
  ])('%s is not taken for %s', (left, right) => {
    expect(skeletonOf(left)).not.toBe(skeletonOf(right));
  });

  test('the very same name of another server is told apart by the server, ours is never', () => {
    const theirs = { name: 'search', of: 'a tool of “web”', isOurs: false };
    expect(lookAlike('search', [theirs])).toBeNull();
    expect(lookAlike('Search', [theirs])).toBe('“Search” looks like “search”, a tool of “web”.');
    expect(lookAlike('search', [{ ...theirs, isOurs: true }])).toBe(
      '“search” is the name of a tool of “web”.',
    );
  });

  test('the name that a model calls says whose tool it is', () => {
    expect(modelNameOf('my-files', 'dir/read.file')).toBe('mcp__my-files__dir_read_file');
    expect(partsOfModelName('mcp__my-files__read__all')).toEqual({ server: 'my-files', tool: 'read__all' });
    expect(partsOfModelName('read')).toBeNull();
  });
});

test('what a screen swallows is named, and what is left is bounded', () => {
  expect(plainText('a\u202eb\u200bc\u{e0041}\n\td', 100)).toBe('a[U+202E]b[U+200B]c[U+E0041]\n\td');
  expect(plainText('\u200b'.repeat(100), 50)).toHaveLength(50);
  expect([hiddenIn('plain'), hiddenIn('pl\u2066ain')]).toEqual([null, 'U+2066']);
});
