import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { DataFiles } from './files.ts';

/** A file that was closed in good order is read through again after a week all the same: disks forget without a word. */
const goodForMs = 7 * 24 * 3600 * 1000;

interface Mark {
  size: number;
  mtimeMs: number;
  checkedAt: number;
}

function readMark(files: DataFiles): Mark | null {
  try {
    const mark = JSON.parse(readFileSync(files.checked, 'utf8')) as Partial<Mark> | null;
    const { size, mtimeMs, checkedAt: at } = mark ?? {};
    return typeof size === 'number' && typeof mtimeMs === 'number' && typeof at === 'number'
      ? { size, mtimeMs, checkedAt: at }
      : null;
  } catch {
    // none, or half written: the file is checked
    return null;
  }
}

/**
 * When holdfast.db was checked last, in ms, if that is less than a week ago, it was closed in good order and nobody touched it since;
 * null when it must be checked. The mark is used up: after a kill there is none.
 */
export function takeMark(files: DataFiles, now: number): number | null {
  const mark = readMark(files);
  if (mark === null) return null;
  try {
    rmSync(files.checked);
  } catch {
    // a mark that stays would outlive the next kill
    return null;
  }
  const stat = statSync(files.main, { throwIfNoEntry: false });
  const isSame = stat?.size === mark.size && stat.mtimeMs === mark.mtimeMs;
  return isSame && mark.checkedAt <= now && now - mark.checkedAt < goodForMs ? mark.checkedAt : null;
}

/** Says of a file that was just closed in good order when it was checked last. */
export function markGood(files: DataFiles, at: number): void {
  try {
    const { size, mtimeMs } = statSync(files.main);
    writeFileSync(files.checked, JSON.stringify({ size, mtimeMs, checkedAt: at }), { mode: 0o600 });
  } catch {
    // without it the file is checked at the next start
  }
}
