import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The middle of the values; of an even number the lower one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Runs `work` in a new folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast bench '));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for `count` raw appends of `sizeBytes`, each flushed with fdatasync: what the disk allows at best. */
export function rawAppends(folder: string, count: number, sizeBytes: number): number {
  const file = openSync(join(folder, 'raw'), 'a');
  const bytes = Buffer.alloc(sizeBytes, 'x');
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    writeSync(file, bytes);
    fdatasyncSync(file);
  }
  const ms = performance.now() - start;
  closeSync(file);
  return ms;
}

/** Bytes this process has given to the disk so far (Linux); null elsewhere. */
export function writtenBytes(): number | null {
  try {
    const line = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'));
    return line?.[1] === undefined ? null : Number(line[1]);
  } catch {
    return null;
  }
}

/** Size of a file, 0 when there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
