import { readFileSync, writeFileSync } from 'node:fs';

/** Overwrites pages of a closed database, from the second on, as a failing disk does. */
export function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096, Math.min(bytes.length, 4096 * 12));
  writeFileSync(file, bytes);
}
