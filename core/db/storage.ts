import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import type { Random } from '../base/index.ts';
import type { DataFiles } from './files.ts';

/** Why nothing can be written at the moment. It passes by itself once the disk takes writes again. */
export interface StorageTrouble {
  code: 'database_full' | 'database_io' | 'database_read_only';
  message: string;
  /** Milliseconds since the epoch. */
  since: number;
}

const troubleCodes = ['database_full', 'database_io', 'database_read_only'] as const;

/** The trouble an error code stands for; null for any other error. */
export function troubleCode(code: string): StorageTrouble['code'] | null {
  return troubleCodes.find((known) => known === code) ?? null;
}

/** Room that is kept for saying why nothing goes on: several commits with their share of the write-ahead log. */
export const ballastBytes = 1024 * 1024;
const spareFactor = 3;

/**
 * Takes the ballast's room on the disk, where it is not taken yet. False when there is not enough for it and some more, so that
 * what goes on does not fill the disk again at once. The bytes are random: a file system that compresses would keep no room.
 */
export function takeBallast(files: DataFiles, random: Random): boolean {
  if (existsSync(files.ballast) && statSync(files.ballast).size === ballastBytes) return true;
  try {
    const { bavail, bsize } = statfsSync(files.dataDir);
    if (bavail * bsize < ballastBytes * spareFactor) return false;
    const file = openSync(files.ballast, 'w', 0o600);
    try {
      for (let written = 0; written < ballastBytes; written += 65_536) writeSync(file, random.bytes(65_536));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    // full or not writable: the caller says so; a part of a ballast would only be in the way
    releaseBallast(files);
    return false;
  }
}

/** Gives the ballast's room back, so that the reason for a stop can be written down. */
export function releaseBallast(files: DataFiles): void {
  try {
    rmSync(files.ballast, { force: true });
  } catch {
    // a folder that cannot be written holds no room either
  }
}
