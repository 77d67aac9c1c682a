import { HoldfastError } from '../base/index.ts';
import { importLimits } from './limits.ts';
import type { Staged } from './staged.ts';

/** Two files that are called the same, from different folders, are two: whose words are whose hangs on it. */
export function freePath(path: string, taken: ReadonlySet<string>): string {
  const [, stem = '', ending = ''] = /^(.*?)(\.[^./]*)?$/s.exec(path) ?? [];
  let free = path;
  for (let count = 2; taken.has(free); count += 1) free = `${stem} (${count})${ending}`;
  return free;
}

/** All files of an import together have a bound, too; it is counted as they come. */
export async function* limited(
  pieces: AsyncIterable<Uint8Array> | Uint8Array,
  staged: Staged,
): AsyncIterable<Uint8Array> {
  for await (const piece of pieces instanceof Uint8Array ? [pieces] : pieces) {
    staged.sizeBytes += piece.byteLength;
    if (staged.sizeBytes > importLimits.totalBytes)
      throw new HoldfastError('too_large', `an import may have ${importLimits.totalBytes / 1024 / 1024} MB`);
    yield piece;
  }
}
