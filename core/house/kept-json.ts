import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { HoldfastError } from '../base/index.ts';

/** A file of Holdfast's own in the data folder; null when there is none. Throws `internal` for one that cannot be read or is none of ours. */
export async function readKept<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOENT') return null;
    throw new HoldfastError('internal', `${file} cannot be read: ${String(caught)}`);
  }
  return schema.parse(JSON.parse(text));
}

/** Keeps it in the place of the one before, whole or not at all. */
export async function writeKept<T>(file: string, schema: z.ZodType<T>, content: T): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(schema.parse(content), null, 2)}\n`);
  await rename(`${file}.new`, file);
}
