import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import type { DataClient } from '../../../core/db/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { createGateStore, projectGate, removeGateOfSession } from '../../../core/gate/worker.ts';
import { createLog, type Log } from '../../../core/log/index.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';

/** A folder that is gone after the test. Its name has a space, as real ones have. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast test '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface LogHouse {
  dataDir: string;
  data: DataClient;
  log: Log;
  /** A new, empty session. */
  session(): Promise<string>;
  close(): Promise<void>;
}

/** Log and gate over a real data folder, in this thread; closed after the test. */
export function openLog(dataDir = temporaryFolder()): LogHouse {
  const runtime = systemRuntime();
  const append = createAppend([projectGate]);
  const rooms = {
    log: createLogStore({ append, removers: [removeGateOfSession] }),
    gate: createGateStore({ append }),
  };
  const data = openLocalData({ dataDir, rooms, runtime });
  const log = createLog(data, runtime);
  let isOpen = true;
  const house: LogHouse = {
    dataDir,
    data,
    log,
    async session() {
      return (await log.createSession({ agent: {}, environmentId: 'env_test', title: null, metadata: {} }))
        .id;
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await data.close();
    },
  };
  onTestFinished(house.close);
  return house;
}
