import { join } from 'node:path';
import { type SafetyResult, safetyResultSchema } from '../api/contract.ts';
import { readKept, writeKept } from './kept-json.ts';

const fileOf = (dataDir: string) => join(dataDir, 'evals', 'safety.json');

/** The results of evaluations that were kept in the data folder. Agents have no way there: it is Holdfast's own. */
export function createEvalResults(dataDir: string) {
  return {
    /** The last that was kept; null when there is none. Throws `internal` for a file that is none of ours. */
    safety: (): Promise<SafetyResult | null> => readKept(fileOf(dataDir), safetyResultSchema),
  };
}

/** Keeps a result in the place of the one before, whole or not at all. */
export function keepSafetyResult(dataDir: string, result: SafetyResult): Promise<void> {
  return writeKept(fileOf(dataDir), safetyResultSchema, result);
}
