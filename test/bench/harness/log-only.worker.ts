import { systemRuntime } from '../../../core/base/index.ts';
import { dbStore, serveDataWorker } from '../../../core/db/worker.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';

// The data worker with the log and nothing that is derived from it: what the log's own tables cost.
serveDataWorker(
  { db: dbStore, log: createLogStore({ append: createAppend([]), removers: [] }) },
  systemRuntime(),
);
