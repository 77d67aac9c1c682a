import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Rows of a JSON Lines file of the safety data; null where there is none. */
export function rowsOf<T>(dataDir: string, file: string, schema: z.ZodType<T>): T[] | null {
  const path = join(dataDir, 'safety', file);
  if (!existsSync(path)) return null;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => schema.parse(JSON.parse(line)));
}

/** Texts that honest runs of tools gave back. */
export function honestOutputs(dataDir: string): string[] {
  const path = join(dataDir, 'safety', 'agentdojo_recorded_benign_outputs.json');
  if (!existsSync(path)) return [];
  return Object.values(z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))).map(
    String,
  );
}

export const scannerRow = z.object({
  text: z.string(),
  label: z.union([z.literal(0), z.literal(1)]),
  source: z.string(),
});
export const secretRow = z.object({
  label: z.union([z.literal(0), z.literal(1)]),
  source: z.string(),
  rule: z.string().nullish(),
  secret: z.string().nullish(),
  spans: z.array(z.tuple([z.number(), z.number()])).nullish(),
  text_b64: z.string(),
});
export const commandRow = z.looseObject({ command: z.string().optional(), text: z.string().optional() });
