import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const embedderFacts = z.object({
  /** Names the model and its form; vectors of different names are not compared. */
  name: z.string().min(1).max(200),
  /** Length of a vector: a multiple of 16. */
  dimensions: z.number().int().multipleOf(16).max(4096),
  /** Tokens that it reads of a text. */
  longest_tokens: z.number().int().min(1),
});

export type EmbedderFacts = z.infer<typeof embedderFacts>;

/** What a folder with an embedder holds: `embedder.json`, `model.onnx`, `vocabulary.json` and onnxruntime in its `node_modules`. */
export interface EmbedderFolder extends EmbedderFacts {
  folder: string;
}

/** Reads an embedder's folder; null when there is none. */
export function readEmbedderFolder(folder: string): EmbedderFolder | null {
  let text: string;
  try {
    text = readFileSync(join(folder, 'embedder.json'), 'utf8');
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOENT') return null;
    throw caught;
  }
  return { folder, ...embedderFacts.parse(JSON.parse(text)) };
}
