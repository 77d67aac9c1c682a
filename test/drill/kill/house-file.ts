import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../../../core/base/index.ts';
import { createDataServer, type DataServer } from '../../../core/db/worker.ts';
import { gateProjection, projectGate } from '../../../core/gate/worker.ts';
import { budgetProjection, createBudgetStore, projectBudgets } from '../../../core/harness/worker.ts';
import { createAppend, createLogStore, type RebuildReport } from '../../../core/log/worker.ts';
import { palaceProjection, projectPalace } from '../../../core/palace/worker.ts';
import type { Findings } from './check.ts';

function open(dataDir: string, mode: 'read' | 'write'): DataServer {
  const append = createAppend([projectGate, projectBudgets, projectPalace]);
  const projections = [gateProjection, budgetProjection, palaceProjection];
  const rooms = {
    log: createLogStore({ append, removers: [], projections }),
    budgets: createBudgetStore({ append }),
  };
  return createDataServer({ dataDir, mode, rooms, runtime: systemRuntime() });
}

/** Opens the data folder as it lies there, for reading only: no recovery of ours runs, nothing is written. */
export function openAsItIs(dataDir: string): DataServer {
  return open(dataDir, 'read');
}

/** Compares the projections, as a kill left them, with a replay of the log, in a copy: the harness has settled nothing yet. */
export function compareAsKilled(dataDir: string, findings: Findings): void {
  if (!existsSync(join(dataDir, 'holdfast.db'))) return;
  const copy = join(mkdtempSync(join(tmpdir(), 'holdfast-as-killed-')), 'data');
  mkdirSync(copy);
  try {
    for (const name of ['holdfast.db', 'holdfast.db-wal'])
      if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(copy, name));
    const server = open(copy, 'write');
    const report = server.call('log.rebuild', { what: 'all', apply: false }).value as RebuildReport;
    server.close();
    findings.differs.push(...differences(report).map((text) => `as killed: ${text}`));
  } finally {
    rmSync(join(copy, '..'), { recursive: true, force: true });
  }
}

/** What a rebuild found to be different, a sentence each. */
export function differences({ tables, refused }: RebuildReport): string[] {
  return [
    ...tables
      .filter(({ missing, extra }) => missing + extra > 0)
      .map(({ table, examples }) => `${table}: ${examples.join(' ').slice(0, 600)}`),
    ...refused.map(({ sessionId, seq, why }) => `${sessionId} ${seq}: ${why}`),
  ];
}
