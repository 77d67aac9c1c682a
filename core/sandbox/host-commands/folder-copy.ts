import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HoldfastError, sha256 } from '../../base/index.ts';
import type { Mounts } from '../mounts.ts';

const mostFiles = 5_000;
const mostBytes = 256 * 1024 * 1024;
const mostChangedBytes = 64 * 1024 * 1024;
const mostFilesAfter = 20_000;

/** What was copied: hex SHA-256 by path inside of the folder. */
export interface FolderCopy {
  hashes: Map<string, string>;
  /** Protected files, which a program does not get to see. */
  leftOut: number;
}

export interface FolderChanges {
  writes: { path: string; bytes: Uint8Array; isExecutable: boolean; before: string | null }[];
  removes: { path: string; before: string }[];
}

/**
 * Copies a folder of the agent's world to a real one. Links and protected files stay behind. Throws `too_large` above 5,000 files or
 * 256 MB, and what `Mounts` throws.
 */
export async function copyOut(
  mounts: Mounts,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<FolderCopy> {
  const copy: FolderCopy = { hashes: new Map(), leftOut: 0 };
  let bytes = 0;
  await mkdir(to, { recursive: true });
  for await (const entry of mounts.walk(from, { maxEntries: mostFiles * 4, signal })) {
    const inside = entry.path.slice(from === '/' ? 1 : from.length + 1);
    if (entry.isProtected) copy.leftOut += 1;
    else if (entry.kind === 'folder') await mkdir(join(to, inside), { recursive: true });
    else if (entry.kind === 'file') {
      bytes += entry.sizeBytes;
      if (copy.hashes.size >= mostFiles || bytes > mostBytes)
        throw new HoldfastError(
          'too_large',
          `a program works on a copy of the folder, of at most ${mostFiles} files and ${mostBytes / 1024 / 1024} MB; choose a folder inside of it`,
        );
      const content = (await mounts.readFile(entry.path)).bytes;
      await mkdir(dirname(join(to, inside)), { recursive: true });
      await writeFile(join(to, inside), content, { mode: entry.isExecutable ? 0o755 : 0o644 });
      copy.hashes.set(inside, sha256(content).toString('hex'));
    }
  }
  return copy;
}

/** What a program changed in the copy, once it has ended. Links count as nothing. Throws `too_large` above 64 MB of changes. */
export async function changesIn(folder: string, copy: FolderCopy): Promise<FolderChanges> {
  const changes: FolderChanges = { writes: [], removes: [] };
  const left = new Set(copy.hashes.keys());
  let bytes = 0;
  let files = 0;
  for await (const path of filesIn(folder, '')) {
    files += 1;
    if (files > mostFilesAfter) throw tooMuch(`more than ${mostFilesAfter} files`);
    left.delete(path);
    const content = await readPlain(join(folder, path));
    const before = copy.hashes.get(path) ?? null;
    if (sha256(content.bytes).toString('hex') === before) continue;
    bytes += content.bytes.byteLength;
    if (bytes > mostChangedBytes) throw tooMuch(`more than ${mostChangedBytes / 1024 / 1024} MB of changes`);
    changes.writes.push({ path, ...content, before });
  }
  for (const path of left) changes.removes.push({ path, before: copy.hashes.get(path) ?? '' });
  return changes;
}

const tooMuch = (what: string) => new HoldfastError('too_large', `it left ${what}`);

async function* filesIn(folder: string, inside: string): AsyncGenerator<string> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true });
  for (const entry of entries) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(folder, path);
    else if (entry.isFile()) yield path;
  }
}

async function readPlain(path: string): Promise<{ bytes: Uint8Array; isExecutable: boolean }> {
  const { size, mode } = await lstat(path);
  if (size > mostChangedBytes * 4) throw tooMuch(`a file of ${size} bytes`);
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return { bytes: await handle.readFile(), isExecutable: (mode & 0o100) !== 0 };
  } finally {
    await handle.close();
  }
}
