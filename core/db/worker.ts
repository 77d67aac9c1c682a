import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Runtime, toHoldfastError } from '../base/index.ts';
import { replaceByBackup } from './maintenance.ts';
import { type FromWorker, type ToWorker, toPlainError, type WorkerOptions } from './protocol.ts';
import { createDataServer, type DataServer } from './server.ts';
import type { RoomStore } from './tx.ts';

export type { BlobRef, Content } from './blob-files.ts';
export { blobOf, type KeptColumns, keepContent } from './blob-store.ts';
export { nameTeller, repeatsForgotten } from './forgotten.ts';
export { dbStore } from './maintenance.ts';
export { createDataServer, type DataServer } from './server.ts';
export type { Note, RoomStore, StoreFunctions, Tx } from './tx.ts';
export { bytes, int, intOrNull, type SqlRow, type SqlValue, text, textOrNull } from './tx.ts';
export { markForgotten, markOf } from './word-marks-store.ts';

/** Runs this worker thread as a data worker over the given rooms; the only thing holdfast.worker.ts does. */
export function serveDataWorker(rooms: Readonly<Record<string, RoomStore>>, runtime: Runtime): void {
  if (!parentPort) throw new Error('serveDataWorker runs in a worker thread only');
  const port = parentPort;
  const given = workerData as WorkerOptions;
  const send = (message: FromWorker) => port.postMessage(message);

  if (given.mode === 'restore') {
    try {
      send({
        kind: 'restored',
        previous: replaceByBackup({ dataDir: given.dataDir, path: given.path, now: runtime.clock.now() }),
      });
    } catch (caught) {
      send({ kind: 'failed', error: toPlainError(toHoldfastError(caught, 'restore the backup')) });
    }
    return;
  }
  const open = () => serve(given, port, { rooms, runtime });
  if (given.waits === true) port.once('message', open);
  else open();
}

function serve(
  { dataDir, mode }: Extract<WorkerOptions, { mode: 'read' | 'write' }>,
  port: MessagePort,
  { rooms, runtime }: { rooms: Readonly<Record<string, RoomStore>>; runtime: Runtime },
): void {
  const send = (message: FromWorker) => port.postMessage(message);
  let server: DataServer;
  try {
    server = createDataServer({ dataDir, mode, rooms, runtime });
  } catch (caught) {
    send({ kind: 'failed', error: toPlainError(toHoldfastError(caught, 'open the data')) });
    return;
  }
  send({ kind: 'ready', degraded: server.degraded });

  port.on('message', (message: ToWorker) => {
    if (message.kind === 'open') return;
    if (message.kind === 'close') {
      server.close();
      send({ kind: 'closed' });
      port.close();
      return;
    }
    const { id, name, input } = message;
    try {
      const { value, notes } = server.call(name, input);
      send({ kind: 'value', id, value, notes, degraded: server.degraded, storage: server.storage });
    } catch (caught) {
      send({
        kind: 'error',
        id,
        error: toPlainError(toHoldfastError(caught, name)),
        degraded: server.degraded,
        storage: server.storage,
      });
    }
  });
}
