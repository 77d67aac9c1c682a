import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError, sha256 } from '../../base/index.ts';
import { createEmbedder, type Embedder } from './embedder.ts';
import { type EmbedderFolder, embedderFacts } from './folder.ts';
import { noVocabulary } from './tokenizer.ts';

/** What a folder's files may have at most, in bytes. */
const limits = {
  'embedder.json': 64 * 1024,
  'vocabulary.json': 64 * 1024 * 1024,
  'model.onnx': 4 * 1024 ** 3,
} as const;
type FileName = keyof typeof limits;
const fileNames = ['embedder.json', 'vocabulary.json', 'model.onnx'] as const satisfies readonly FileName[];

/** How long a model has for its start and three short texts. */
const trialMs = 60_000;
const samples = ['The lamps in the hall are green.', 'I moved to Lisbon in May.', 'Who is it?'];

export interface OwnEmbedder {
  folder: string;
  /** Whose program runs the model: the folder itself is only read. */
  runtimeFolder: string;
  workerPath: string;
}

/**
 * The encoder of a folder that the owner chose. Its name has a fingerprint, so that other files under the same name are another encoder.
 * Throws `embedder_refused`, which says what is wrong with the folder. No program of it is run.
 */
export async function openOwnEmbedder({ folder, runtimeFolder, workerPath }: OwnEmbedder): Promise<Embedder> {
  const files = new Map<FileName, Stats>();
  for (const name of fileNames) files.set(name, await fileOf(folder, name));
  const text = await readFile(join(folder, 'embedder.json'), 'utf8');
  const facts = embedderFacts.safeParse(parsed(text, 'embedder.json'));
  if (!facts.success) {
    const [issue] = facts.error.issues;
    throw refused(
      `embedder.json: ${issue?.path.join('.') || 'its content'} is wrong (${issue?.message ?? ''})`,
    );
  }
  const stamps = [...files.values()].map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join('\n');
  const name = `${facts.data.name} ${sha256(`${text}\n${stamps}`).toString('hex').slice(0, 12)}`;
  const found: EmbedderFolder = { folder, ...facts.data, name };
  return createEmbedder(found, { workerPath, runtimeFolder });
}

/** Tries the encoder of a folder before it is taken: its thread reads its words and gives a few texts vectors. Throws `embedder_refused`. */
export async function tryOwnEmbedder(own: OwnEmbedder): Promise<void> {
  const embedder = await openOwnEmbedder(own);
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refused('the model gave no answer within a minute')), trialMs);
  });
  try {
    checkVectors(await Promise.race([embedder.embed(samples), late]), embedder.dimensions);
  } catch (caught) {
    if (caught instanceof HoldfastError && caught.code === 'embedder_refused') throw caught;
    const why = caught instanceof Error ? caught.message : String(caught);
    throw refused(why.endsWith(noVocabulary) ? noVocabulary : `the model does not run: ${why.slice(0, 300)}`);
  } finally {
    if (timer !== null) clearTimeout(timer);
    await embedder.close();
  }
}

function checkVectors(vectors: readonly Float32Array[], dimensions: number): void {
  for (const vector of vectors) {
    if (vector.length !== dimensions)
      throw refused(`the model gives ${vector.length} numbers where embedder.json says ${dimensions}`);
    const length = Math.hypot(...vector);
    if (!(Math.abs(length - 1) < 0.05)) throw refused('the model’s vectors are not of length 1');
  }
  const [one, ...others] = vectors;
  if (one && others.every((other) => other.every((value, at) => value === one[at])))
    throw refused('the model gives the same vector for every text');
}

async function fileOf(folder: string, name: FileName): Promise<Stats> {
  const found = await stat(join(folder, name)).catch(() => null);
  if (!found?.isFile()) throw refused(`there is no ${name} in it`);
  if (found.size === 0) throw refused(`${name} is empty`);
  if (found.size > limits[name]) throw refused(`${name} is larger than Holdfast reads`);
  return found;
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused(`${name} is no JSON`);
  }
}

function refused(why: string): HoldfastError {
  return new HoldfastError('embedder_refused', `This folder holds no encoder that Holdfast can use: ${why}.`);
}
