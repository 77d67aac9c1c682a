import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The sets of rows that are replayed. */
export const setNames = ['traces', 'pairs', 'recordedBenign', 'recordedAttack', 'injecagent'] as const;
export type SetName = (typeof setNames)[number];

const files: Record<SetName, string> = {
  traces: 'agentdojo_user_traces',
  pairs: 'agentdojo_pairs',
  recordedBenign: 'agentdojo_recorded_benign',
  recordedAttack: 'agentdojo_recorded_attack',
  injecagent: 'injecagent_cases',
};

/** A set as it lies in its file: nothing of a row is looked at here. */
export interface RawSet {
  rows: unknown[];
  /** Outputs by the keys that recorded calls name; empty where outputs stand in the rows. */
  outputs: Record<string, string>;
}

/** The folder of the rows: `dir` itself or `dir`/safety. Null when neither has any of the files. */
export function findRows(dir: string): string | null {
  const hasRows = (folder: string) =>
    Object.values(files).some((file) => existsSync(join(folder, `${file}.jsonl`)));
  return [join(dir, 'safety'), dir].find(hasRows) ?? null;
}

/** Reads one set; a file that is not there is a set without rows. */
export function readSet(folder: string, name: SetName): RawSet {
  const file = join(folder, `${files[name]}.jsonl`);
  if (!existsSync(file)) return { rows: [], outputs: {} };
  const outputsFile = join(folder, `${files[name]}_outputs.json`);
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
  const outputs = existsSync(outputsFile)
    ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(outputsFile, 'utf8')))
    : {};
  return { rows, outputs };
}

/** A JSON file of the folder; null when it is not there. */
export function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
