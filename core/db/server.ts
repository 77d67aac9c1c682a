import { closeSync, openSync, readSync } from 'node:fs';
import { HoldfastError, type Runtime, toHoldfastError } from '../base/index.ts';
import { removeUnusedBlobs, sweepBlobs } from './blob-store.ts';
import { markGood, takeMark } from './checked.ts';
import { type DataFiles, dataFiles, removeSqliteFile } from './files.ts';
import { migrate } from './migrate.ts';
import {
  attachIndex,
  checkIntegrity,
  lockDataDir,
  openForReading,
  openForWriting,
  takePageSize,
} from './open.ts';
import { isOutcomeUnknown, translateSqliteError } from './sqlite-errors.ts';
import { releaseBallast, type StorageTrouble, takeBallast, troubleCode } from './storage.ts';
import {
  type Connection,
  createConnection,
  createTx,
  type Database,
  type Note,
  type RoomStore,
  type StoreFunction,
} from './tx.ts';

export interface ServerOptions {
  dataDir: string;
  mode: 'write' | 'read';
  rooms: Readonly<Record<string, RoomStore>>;
  runtime: Runtime;
  /** Files larger than this are not checked page by page at the start. */
  integrityCheckMaxBytes?: number;
}

/** Why the data is only readable, when it is. */
export interface Degraded {
  code: 'database_damaged' | 'database_newer' | 'database_read_only' | 'database_full';
  message: string;
}

export interface DataServer {
  readonly degraded: Degraded | null;
  /** Why nothing can be written at the moment. */
  readonly storage: StorageTrouble | null;
  /** Runs `room.function` in one transaction. Throws HoldfastError; nothing is written then. */
  call(name: string, input: unknown): { value: unknown; notes: Note[] };
  close(): void;
}

const degradedCodes = ['database_damaged', 'database_newer', 'database_read_only', 'database_full'] as const;

/**
 * Opens the data folder in this thread and answers named store functions. The writing server locks the folder, migrates
 * and checks the file; when that cannot be done safely it opens read-only and says why, so that nothing looks lost.
 */
export function createDataServer(options: ServerOptions): DataServer {
  const files = dataFiles(options.dataDir);
  const isWriter = options.mode === 'write';
  const lock = isWriter ? lockDataDir(files) : null;
  const now = options.runtime.clock.now();
  if (isWriter) dropIncoming(files);
  const goodSince = isWriter ? takeMark(files, now) : null;
  let degraded: Degraded | null = null;
  let connection: Connection | null;
  try {
    connection = createConnection(
      isWriter ? openWriter(files, options, goodSince !== null) : openReader(files),
    );
  } catch (caught) {
    degraded = asDegraded(caught);
    if (degraded === null) {
      lock?.close();
      throw caught;
    }
    // nothing is written to such a file; what the reading side can still read is for the other worker
    connection = isWriter ? null : openWhatCanBeRead(files);
  }

  let storage: StorageTrouble | null = null;
  let isClosed = false;
  if (isWriter && degraded === null) takeBallast(files, options.runtime.random);

  const reopen = () => {
    if (connection?.db.open) connection.db.close();
    connection = null;
    connection = createConnection(isWriter ? openAgain(files) : openReader(files));
    return connection;
  };

  const fail = (caught: unknown, name: string): never => {
    const translated = toHoldfastError(translateSqliteError(caught, name), name);
    const code = isWriter ? troubleCode(translated.code) : null;
    if (code !== null) {
      if (code === 'database_full') releaseBallast(files);
      const since = storage?.code === code ? storage.since : options.runtime.clock.now();
      storage = { code, message: translated.message, since };
    }
    if (translated.code === 'database_damaged') degraded = asDegraded(translated);
    throw translated;
  };

  // a commit that reported an error may still be in the file: forget the connection and look again
  const isThere = (notes: readonly Note[]): boolean => {
    const tx = createTx(reopen(), options.runtime, []);
    return notes.length > 0 && Object.values(options.rooms).some((room) => room.wasCommitted?.(tx, notes));
  };

  // the command itself is committed; what cannot be removed now is with the next one, or at the next start
  const dropUnusedBlobs = () => {
    const current = connection;
    if (current === null) return;
    const unused = current.statement('SELECT id FROM blobs WHERE refs = 0 LIMIT 1');
    try {
      removeUnusedBlobs(current.db, () => unused.get());
    } catch (caught) {
      if (!isOutcomeUnknown(caught)) throw caught;
    }
  };

  // while the disk is full only what may use the kept room is tried, until there is room for the ballast again
  const requireRoom = (name: string) => {
    if (storage?.code !== 'database_full' || isOnReserve(options.rooms, name)) return;
    if (!takeBallast(files, options.runtime.random))
      throw new HoldfastError('database_full', storage.message);
    storage = null;
  };

  return {
    get degraded() {
      return degraded;
    },
    get storage() {
      return storage;
    },
    call(name, input) {
      const storeFunction = find(options.rooms, name, isWriter);
      if (degraded !== null && (isWriter || connection === null))
        throw new HoldfastError(degraded.code, degraded.message);
      if (isClosed) throw new HoldfastError('internal', 'the data is closed');
      if (isWriter) requireRoom(name);
      const notes: Note[] = [];
      let outcome: { value: unknown } | null = null;
      try {
        const tx = createTx(connection ?? reopen(), options.runtime, notes);
        if (isMaintenance(options.rooms, name)) return { value: storeFunction(tx, input as never), notes };
        const transaction = tx.db.transaction(() => {
          const value = storeFunction(tx, input as never);
          outcome = { value };
          return value;
        });
        const value = isWriter ? transaction.immediate() : transaction.deferred();
        if (storage !== null && storage.code !== 'database_full') storage = null;
        if (isWriter) dropUnusedBlobs();
        return { value, notes };
      } catch (caught) {
        if (!isWriter || !isOutcomeUnknown(caught)) return fail(caught, name);
        try {
          if (isThere(notes) && outcome !== null) return { value: heldValue(outcome), notes };
        } catch (again) {
          return fail(again, name);
        }
        return fail(caught, name);
      }
    },
    close() {
      if (connection?.db.open) {
        connection.db.close();
        if (isWriter && degraded === null && storage === null) markGood(files, goodSince ?? now);
      }
      connection = null;
      isClosed = true;
      lock?.close();
    },
  };
}

/** A restore that a kill ended leaves the backup beside the file, maybe with words that were forgotten since. */
function dropIncoming(files: DataFiles): void {
  try {
    removeSqliteFile(files.incoming);
  } catch {
    // a folder that cannot be written says so when the file is opened
  }
}

function openWriter(files: DataFiles, options: ServerOptions, isKnownGood: boolean): Database {
  const db = openForWriting(files);
  try {
    if (!isKnownGood) checkIntegrity(db, options.integrityCheckMaxBytes ?? 256 * 1024 * 1024);
    migrate(db, files, options.runtime.clock.now());
    takePageSize(db);
    attachIndex(db, files, false);
    sweepBlobs(db);
    return db;
  } catch (caught) {
    db.close();
    throw translateSqliteError(caught, 'open the data');
  }
}

function openAgain(files: DataFiles): Database {
  const db = openForWriting(files);
  attachIndex(db, files, false);
  return db;
}

function openReader(files: DataFiles): Database {
  assertLooksLikeSqlite(files.main);
  const db = openForReading(files);
  attachIndex(db, files, true);
  return db;
}

function openWhatCanBeRead(files: DataFiles): Connection | null {
  try {
    assertLooksLikeSqlite(files.main);
    return createConnection(openForReading(files));
  } catch {
    // the reason is already known as `degraded`, which every call then answers with
    return null;
  }
}

// a file whose very header is gone cannot even be read; say so in the same words as other damage
function assertLooksLikeSqlite(path: string): void {
  const header = firstBytes(path, 15).toString('latin1');
  if (header !== '' && header !== 'SQLite format 3')
    throw new HoldfastError('database_damaged', 'holdfast.db is not a SQLite file');
}

function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
  } finally {
    closeSync(file);
  }
}

function asDegraded(caught: unknown): Degraded | null {
  const translated = translateSqliteError(caught, 'open the data');
  if (!(translated instanceof HoldfastError)) return null;
  const code = degradedCodes.find((known) => known === translated.code);
  return code ? { code, message: translated.message } : null;
}

function find(rooms: ServerOptions['rooms'], name: string, isWriter: boolean): StoreFunction {
  const [room = '', functionName = ''] = name.split('.');
  const store = rooms[room];
  const functions = isWriter ? { ...store?.commands, ...store?.maintenance } : store?.queries;
  const found = functions && Object.hasOwn(functions, functionName) ? functions[functionName] : undefined;
  if (!found) throw new HoldfastError('internal', `no store function ${name}`);
  return found;
}

function isMaintenance(rooms: ServerOptions['rooms'], name: string): boolean {
  const [room = '', functionName = ''] = name.split('.');
  return Object.hasOwn(rooms[room]?.maintenance ?? {}, functionName);
}

// the compiler does not see that a transaction's function has run
function heldValue(outcome: { value: unknown }): unknown {
  return outcome.value;
}

function isOnReserve(rooms: ServerOptions['rooms'], name: string): boolean {
  const [room = '', functionName = ''] = name.split('.');
  return rooms[room]?.onReserve?.includes(functionName) === true;
}
