import { describe, expect, it } from 'vitest';
import { compareFiles } from '../../../renderer/approvals/diff/diff-model.ts';

const signs = { same: ' ', added: '+', removed: '-' } as const;
const drawn = (before: string | null, after: string | null) =>
  compareFiles(before, after).hunks?.flatMap((hunk) =>
    hunk.lines.map((line) => signs[line.kind] + line.text),
  );

describe('comparing two states of a file', () => {
  it('shows a new file whole', () => {
    expect(compareFiles(null, 'a\nb\n')).toMatchObject({ kind: 'created', added: 2, removed: 0 });
    expect(drawn(null, 'a\nb\n')).toEqual(['+a', '+b']);
  });

  it('shows a file that goes away whole', () => {
    expect(compareFiles('a\nb', null)).toMatchObject({ kind: 'removed', added: 0, removed: 2 });
    expect(drawn('a\nb', null)).toEqual(['-a', '-b']);
  });

  it('shows changed lines with their surroundings and counts what it leaves out', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
    const after = before.with(19, 'changed');
    const { hunks, added, removed } = compareFiles(before.join('\n'), after.join('\n'));
    expect({ added, removed, skipped: hunks?.map((hunk) => hunk.skippedBefore) }).toEqual({
      added: 1,
      removed: 1,
      skipped: [16],
    });
    expect(hunks?.[0]?.lines.find((line) => line.kind === 'added')).toEqual({
      kind: 'added', text: 'changed', oldNumber: null, newNumber: 20,
    }); // biome-ignore format: one line
  });

  it('does not take a change of line ends for a change of words, unless it is one', () => {
    expect(drawn('a\r\nb\r\n', 'a\r\nc\r\n')).toEqual([' a', '-b', '+c']);
    expect(drawn('a\r\nb\r\n', 'a\nb\n')).toEqual(['-a\r', '-b\r', '+a', '+b']);
  });

  it('gives up on what would take too long, and says so', () => {
    const lines = (seed: number) =>
      Array.from({ length: 30_000 }, (_, index) => `${(index * seed) % 9973}`).join('\n');
    expect(compareFiles(lines(7), lines(11)).hunks).toBeNull();
    expect(compareFiles('x'.repeat(500_000), 'y').hunks).toBeNull();
  });

  it('knows nothing of a file that is no text', () => {
    expect(compareFiles(null, null)).toEqual({ kind: 'not_text', added: 0, removed: 0, hunks: [] });
  });
});
