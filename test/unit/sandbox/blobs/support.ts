import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemRuntime } from '../../../../core/base/index.ts';
import { startRestorableData } from '../../../../core/db/index.ts';
import { openLocalData } from '../../../../core/db/local.ts';
import type { Tx } from '../../../../core/db/worker.ts';
import { createWorkspaces, type WorkspaceQuota } from '../../../../core/sandbox/index.ts';
import { bringWorkspace, commands, queries, removeWorkspace } from '../../../../core/sandbox/worker.ts';
import { addSession } from './fixtures.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast blobs '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Names of everything below `blobs/`, in order. */
export function blobNames(dataDir: string): string[] {
  const root = join(dataDir, 'blobs');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Sizes of the blobs that the table knows, with how many rows point at each. */
export const blobRows = (tx: Tx) =>
  tx.all('SELECT size_bytes AS size, refs FROM blobs ORDER BY size_bytes, id');

const setup = {
  addSession,
  removeWorkspace,
  /** As a session whose log is at this position. */
  goTo: (tx: Tx, { id, seq }: { id: string; seq: number }) => {
    tx.run('UPDATE sessions SET last_seq = ? WHERE id = ?', seq, id);
  },
  fork: (tx: Tx, { from, to, seq }: { from: string; to: string; seq: number }) =>
    bringWorkspace(tx, { parent: { id: from }, fork: { id: to }, seq }),
  limit: (tx: Tx, { morePages }: { morePages: number }) =>
    tx.db.pragma(`max_page_count=${Number(tx.db.pragma('page_count', { simple: true })) + morePages}`),
};

/** Workspaces in a real database, in this thread. */
export async function openBlobs(dataDir = temporaryFolder(), quota?: WorkspaceQuota) {
  const data = openLocalData({
    dataDir,
    rooms: { sandbox: { commands, queries }, setup: { commands: setup, queries: { blobRows } } },
    runtime: systemRuntime(),
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await data.close();
    isOpen = false;
  };
  onTestFinished(close);
  for (const id of ['one', 'two']) await data.command('setup.addSession', id);
  const workspaces = createWorkspaces(data, quota);
  return { dataDir, data, close, workspaces, rows: () => data.query('setup.blobRows', {}) };
}

/** The data in its worker threads, as the app has it. */
export async function openRestorable(workerPath: string, dataDir: string) {
  const data = await startRestorableData({ workerPath, dataDir });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await data.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { data, close, workspaces: createWorkspaces(data) };
}
