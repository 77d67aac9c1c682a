import { rmSync } from 'node:fs';
import { createBlobFiles } from './blob-files.ts';
import { type DataWorker, startDataWorker } from './data-worker.ts';
import { dataFiles } from './files.ts';
import type { DataPort } from './port.ts';
import type { Degraded } from './server.ts';
import type { StorageTrouble } from './storage.ts';
import { createStudyRoom, type StudyRoom } from './study.ts';
import type { Note } from './tx.ts';

export interface DataClient extends DataPort {
  /** Why the data is read-only, or null. */
  degraded(): Degraded | null;
  /** Why nothing can be written at the moment, or null; passes by itself. Changes are told as notes of the topic `status`. */
  storage(): StorageTrouble | null;
  /** Waits for what was sent, then closes both files and lets go of the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the writing worker, then the reading one, on `dataDir`. Rejects with `database_locked` when another process has the
 * folder. A damaged or newer file is opened read-only: see `degraded()`.
 */
export async function startDataClient(options: { workerPath: string; dataDir: string }): Promise<DataClient> {
  const listeners = new Set<(note: Note) => void>();
  const notify = (notes: Note[]) => {
    for (const note of notes) for (const listener of listeners) listener(note);
  };
  const start = (mode: 'write' | 'read', after?: Promise<unknown>) =>
    startDataWorker(options.workerPath, { dataDir: options.dataDir, mode }, notify, after);
  const writing = start('write');
  // both load their code at once; the reader opens what the writer has migrated
  const reading = start('read', writing);
  reading.catch(() => {});
  const writer = await writing;
  let reader: DataWorker;
  try {
    reader = await reading;
  } catch (caught) {
    await writer.close();
    throw caught;
  }
  // a room's long computations wait for its own, never for another room's
  const studyRooms = new Map<string, StudyRoom>();
  const studyRoomOf = (room: string): StudyRoom => {
    const studyRoom = studyRooms.get(room) ?? createStudyRoom(() => start('read'));
    studyRooms.set(room, studyRoom);
    return studyRoom;
  };
  return {
    command: (name, input) => writer.call(name, input),
    query: (name, input) => reader.call(name, input),
    study: (name, input, signal) =>
      studyRoomOf(name.startsWith('palace.') ? 'palace' : 'logs').study(name, input, signal),
    onNote(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    blobs: createBlobFiles(options.dataDir),
    degraded: () => writer.degraded(),
    storage: () => writer.storage(),
    async close() {
      const isDamaged = reader.degraded() !== null;
      for (const studyRoom of studyRooms.values()) await studyRoom.close();
      await reader.close();
      await writer.close();
      // the writer may not have come across what the reader found: the next start looks at every page
      if (isDamaged) rmSync(dataFiles(options.dataDir).checked, { force: true });
    },
  };
}
