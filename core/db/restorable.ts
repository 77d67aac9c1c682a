import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../base/index.ts';
import { type DataClient, startDataClient } from './client.ts';
import type { BackupFile } from './files.ts';
import { replacedTopic } from './memo.ts';
import { type FromWorker, fromPlainError, type WorkerOptions } from './protocol.ts';
import type { Note } from './tx.ts';

export interface RestorableData extends DataClient {
  /**
   * Puts a backup in the place of the database and opens it; the file before is kept and returned. Throws `backup_invalid`
   * with everything as it was. Calls that are sent meanwhile fail.
   */
  restore(path: string): Promise<BackupFile | null>;
}

/** Like `startDataClient`, with the file behind it replaceable while listeners stay. */
export async function startRestorableData(options: {
  workerPath: string;
  dataDir: string;
}): Promise<RestorableData> {
  const listeners = new Set<(note: Note) => void>();
  const open = async () => {
    const client = await startDataClient(options);
    client.onNote((note) => {
      for (const listener of listeners) listener(note);
    });
    return client;
  };
  let client = await open();
  return {
    command: (name, input) => client.command(name, input),
    query: (name, input) => client.query(name, input),
    study: (name, input, signal) => client.study(name, input, signal),
    onNote(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // the folder stays where it is, whatever file is behind
    blobs: client.blobs,
    degraded: () => client.degraded(),
    storage: () => client.storage(),
    close: () => client.close(),
    async restore(path) {
      await client.close();
      try {
        return await replaceFile({ ...options, path });
      } finally {
        client = await open();
        for (const listener of listeners) listener({ topic: replacedTopic, data: {} });
      }
    },
  };
}

function replaceFile(options: {
  workerPath: string;
  dataDir: string;
  path: string;
}): Promise<BackupFile | null> {
  return new Promise((resolve, reject) => {
    const workerData: WorkerOptions = { dataDir: options.dataDir, mode: 'restore', path: options.path };
    const worker = new Worker(options.workerPath, { workerData });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'restored') resolve(message.previous);
      if (message.kind === 'failed') reject(fromPlainError(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', () =>
      reject(new HoldfastError('internal', 'the restoring worker ended without an answer')),
    );
  });
}
