import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type SafetyResult, safetyResultSchema } from '../api/contract.ts';
import { HoldfastError } from '../base/index.ts';

const fileOf = (dataDir: string) => join(dataDir, 'evals', 'safety.json');

/** The results of evaluations that were kept in the data folder. Agents have no way there: it is Holdfast's own. */
export function createEvalResults(dataDir: string) {
  return {
    /** The last that was kept; null when there is none. Throws `internal` for a file that is none of ours. */
    async safety(): Promise<SafetyResult | null> {
      let text: string;
      try {
        text = await readFile(fileOf(dataDir), 'utf8');
      } catch (caught) {
        if (caught instanceof Error && 'code' in caught && caught.code === 'ENOENT') return null;
        throw new HoldfastError(
          'internal',
          `the result of the safety evaluation cannot be read: ${String(caught)}`,
        );
      }
      return safetyResultSchema.parse(JSON.parse(text));
    },
  };
}

/** Keeps a result in the place of the one before, whole or not at all. */
export async function keepSafetyResult(dataDir: string, result: SafetyResult): Promise<void> {
  const file = fileOf(dataDir);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(safetyResultSchema.parse(result), null, 2)}\n`);
  await rename(`${file}.new`, file);
}
