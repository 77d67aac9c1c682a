import { diff3Merge } from 'node-diff3';
import { decodeText } from '../sandbox/index.ts';

/** A file's content; null where there is no file. */
export type Content = Uint8Array | null;

export type Step =
  | { kind: 'clean'; content: Content; isMerged: boolean }
  | { kind: 'conflict'; why: 'edited' | 'made_anew' | 'removed' | 'not_text' };

/** Lines beyond this make merging slow; such a file is a conflict instead. */
const mostLines = 50_000;

/**
 * Takes one change from `before` to `after` back out of what is there `now`. Where only that change was made the result is `before`,
 * exactly; what somebody changed since in other lines stays.
 */
export function takeBack(change: { before: Content; after: Content }, now: Content): Step {
  const { before, after } = change;
  if (isSame(now, after)) return { kind: 'clean', content: before, isMerged: false };
  if (isSame(now, before)) return { kind: 'clean', content: before, isMerged: false };
  if (after === null) return { kind: 'conflict', why: 'made_anew' };
  if (now === null) return { kind: 'conflict', why: 'removed' };
  if (before === null) return { kind: 'conflict', why: 'edited' };
  const texts = [now, after, before].map((content) => decodeText(content));
  const [nowText, afterText, beforeText] = texts;
  if (nowText === undefined || afterText === undefined || beforeText === undefined)
    return { kind: 'conflict', why: 'not_text' };
  const lines = [nowText, afterText, beforeText].map((text) => text.split('\n'));
  const [ours = [], base = [], theirs = []] = lines;
  if (lines.some((list) => list.length > mostLines)) return { kind: 'conflict', why: 'edited' };
  const regions = diff3Merge(ours, base, theirs, { excludeFalseConflicts: true });
  if (regions.some((region) => region.conflict !== undefined)) return { kind: 'conflict', why: 'edited' };
  const merged = regions.flatMap((region) => region.ok ?? []).join('\n');
  return { kind: 'clean', content: Buffer.from(merged, 'utf8'), isMerged: true };
}

/** Whether two contents are equal, byte for byte. */
export function isSame(left: Content, right: Content): boolean {
  if (left === null || right === null) return left === right;
  return Buffer.compare(left, right) === 0;
}
