import { structuredPatch } from 'diff';

/** One line of a comparison; `null` numbers where the line is on the other side only. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  oldNumber: number | null;
  newNumber: number | null;
}

export interface DiffHunk {
  lines: DiffLine[];
  /** Unchanged lines left out before this hunk. */
  skippedBefore: number;
}

/** `null` hunks: too large or too different to compare in a moment; both texts are shown instead. */
export interface FileComparison {
  kind: 'created' | 'changed' | 'removed' | 'unchanged' | 'not_text';
  added: number;
  removed: number;
  hunks: DiffHunk[] | null;
}

const comparisonLimitMs = 150;
const longestCompared = 400_000;
const contextLines = 3;

/** Compares two states of a text file by lines. `before` null: it is new; `after` null: it goes away. */
export function compareFiles(before: string | null, after: string | null): FileComparison {
  if (before === null && after === null) return { kind: 'not_text', added: 0, removed: 0, hunks: [] };
  if (hasWindowsEnds(before) && hasWindowsEnds(after))
    return compareFiles(withUnixEnds(before), withUnixEnds(after));
  if (before === null) return oneSided('created', 'added', after ?? '');
  if (after === null) return oneSided('removed', 'removed', before);
  if (before === after) return { kind: 'unchanged', added: 0, removed: 0, hunks: [] };
  const hunks = before.length + after.length > longestCompared ? null : hunksOf(before, after);
  const lines = hunks?.flatMap((hunk) => hunk.lines) ?? [];
  return {
    kind: 'changed',
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
    hunks,
  };
}

// line ends are shown as characters only where they differ
function hasWindowsEnds(text: string | null): boolean {
  return text === null || (text.includes('\r\n') && !/[^\r]\n|\r(?!\n)/.test(text));
}

function withUnixEnds(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\r\n', '\n');
}

function oneSided(kind: 'created' | 'removed', side: 'added' | 'removed', text: string): FileComparison {
  const lines: DiffLine[] = linesOf(text).map((line, index) => ({
    kind: side,
    text: line,
    oldNumber: side === 'removed' ? index + 1 : null,
    newNumber: side === 'added' ? index + 1 : null,
  }));
  const count = lines.length;
  const hunks = count === 0 ? [] : [{ lines, skippedBefore: 0 }];
  return { kind, added: side === 'added' ? count : 0, removed: side === 'removed' ? count : 0, hunks };
}

/** A last line break ends a line, it does not begin one. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function hunksOf(before: string, after: string): DiffHunk[] | null {
  const options = { context: contextLines, timeout: comparisonLimitMs };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  if (!patch) return null;
  let lastOld = 0;
  return patch.hunks.map((hunk) => {
    let oldNumber = hunk.oldStart;
    let newNumber = hunk.newStart;
    const lines: DiffLine[] = [];
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', text, oldNumber: null, newNumber: newNumber++ });
      else if (line.startsWith('-'))
        lines.push({ kind: 'removed', text, oldNumber: oldNumber++, newNumber: null });
      else if (line.startsWith(' '))
        lines.push({ kind: 'same', text, oldNumber: oldNumber++, newNumber: newNumber++ });
    }
    const skippedBefore = Math.max(0, hunk.oldStart - 1 - lastOld);
    lastOld = oldNumber - 1;
    return { lines, skippedBefore };
  });
}
