import { join } from 'node:path';
import { type SafetyEval, type SafetyResult, safetyResultSchema } from '../api/contract.ts';
import { sharesOf } from '../evals/index.ts';
import { readKept, writeKept } from './kept-json.ts';

const fileOf = (dataDir: string) => join(dataDir, 'evals', 'safety.json');

/** The results of evaluations that were kept in the data folder. Agents have no way there: it is Holdfast's own. */
export function createEvalResults(dataDir: string) {
  return {
    /** The last that was kept; null when there is none. Throws `internal` for a file that is none of ours. */
    async safety(): Promise<SafetyEval> {
      const result = await readKept(fileOf(dataDir), safetyResultSchema);
      if (result === null) return { result, shares: null };
      const shares = Object.entries(result.columns).map(([column, { pairs, recorded, injecagent }]) => [
        column,
        { pairs: sharesOf(pairs), recorded: sharesOf(recorded), injecagent: sharesOf(injecagent) },
      ]);
      return { result, shares: Object.fromEntries(shares) };
    },
  };
}

/** Keeps a result in the place of the one before, whole or not at all. */
export function keepSafetyResult(dataDir: string, result: SafetyResult): Promise<void> {
  return writeKept(fileOf(dataDir), safetyResultSchema, result);
}
