import type { Runtime } from '../base/index.ts';
import { createBlobFiles } from './blob-files.ts';
import type { DataClient } from './client.ts';
import { createDataServer } from './server.ts';
import type { Note, RoomStore } from './tx.ts';

/**
 * The same port with both servers in this thread: for tests of stores and for one-shot commands of the CLI, never for the app.
 */
export function openLocalData(options: {
  dataDir: string;
  rooms: Readonly<Record<string, RoomStore>>;
  runtime: Runtime;
}): DataClient {
  const listeners = new Set<(note: Note) => void>();
  const writer = createDataServer({ ...options, mode: 'write' });
  const reader = createDataServer({ ...options, mode: 'read' });
  return {
    async command(name, input) {
      const { value, notes } = writer.call(name, input);
      for (const note of notes) for (const listener of listeners) listener(note);
      return value;
    },
    async query(name, input) {
      return reader.call(name, input).value;
    },
    async study(name, input, signal) {
      signal?.throwIfAborted();
      return reader.call(name, input).value;
    },
    onNote(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    blobs: createBlobFiles(options.dataDir),
    degraded: () => writer.degraded,
    storage: () => writer.storage,
    async close() {
      reader.close();
      writer.close();
    },
  };
}
