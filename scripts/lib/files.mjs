import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import './no-asar.mjs';

/** The digest of a file, read in pieces. */
export async function hashFile(path, algorithm = 'sha512', encoding = 'base64') {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest(encoding);
}

/** The parsed file, or undefined when it is absent or was cut off in the middle of a write. */
export function readJson(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes beside the target and renames: a reader never sees half a file. */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, path);
}

/** Puts a finished folder in place of an older one. Where that fails, the older one is in its place again. */
export function replaceFolder(from, to) {
  const older = `${to}.older`;
  mkdirSync(dirname(to), { recursive: true });
  rmSync(older, { recursive: true, force: true });
  if (existsSync(to)) renameSync(to, older);
  try {
    renameSync(from, to);
  } catch (error) {
    if (existsSync(older)) renameSync(older, to);
    throw error;
  }
  rmSync(older, { recursive: true, force: true });
}

/** What a later run compares, so that a damaged or half-written installation is noticed. */
export async function recordFiles(base, names) {
  const files = [];
  for (const name of names) {
    const path = join(base, name);
    const { size, mtimeMs } = statSync(path);
    files.push({ name, size, mtimeMs, sha512: await hashFile(path) });
  }
  return files;
}

/**
 * True when every recorded file is there unchanged. Size and time decide quickly; only when a time differs (a copied
 * checkout) is the content read.
 */
export async function filesUnchanged(base, files) {
  if (!Array.isArray(files) || files.length === 0) return false;
  for (const file of files) {
    const found = statSync(join(base, file.name), { throwIfNoEntry: false });
    if (!found || found.size !== file.size) return false;
    if (found.mtimeMs !== file.mtimeMs && (await hashFile(join(base, file.name))) !== file.sha512)
      return false;
  }
  return true;
}
