import { readFileSync } from 'node:fs';
import { HoldfastError, type Runtime, toHoldfastError } from '../base/index.ts';
import { type DataFiles, dataFiles } from './files.ts';
import { migrate } from './migrate.ts';
import { attachIndex, checkIntegrity, lockDataDir, openForReading, openForWriting } from './open.ts';
import { isOutcomeUnknown, translateSqliteError } from './sqlite-errors.ts';
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
  let degraded: Degraded | null = null;
  let connection: Connection | null;
  try {
    connection = createConnection(isWriter ? openWriter(files, options) : openReader(files));
  } catch (caught) {
    degraded = asDegraded(caught);
    if (degraded === null) {
      lock?.close();
      throw caught;
    }
    // nothing is written to such a file; what the reading side can still read is for the other worker
    connection = isWriter ? null : openWhatCanBeRead(files);
  }

  const reopen = () => {
    connection?.db.close();
    connection = createConnection(isWriter ? openAgain(files) : openReader(files));
  };

  return {
    get degraded() {
      return degraded;
    },
    call(name, input) {
      const storeFunction = find(options.rooms, name, isWriter);
      if (degraded !== null && (isWriter || connection === null))
        throw new HoldfastError(degraded.code, degraded.message);
      if (connection === null) throw new HoldfastError('internal', 'the data is closed');
      const notes: Note[] = [];
      const tx = createTx(connection, options.runtime, notes);
      const { db } = connection;
      try {
        if (isMaintenance(options.rooms, name)) return { value: storeFunction(tx, input as never), notes };
        const transaction = db.transaction(() => storeFunction(tx, input as never));
        return { value: isWriter ? transaction.immediate() : transaction.deferred(), notes };
      } catch (caught) {
        // a commit that reported an error may still be in the file: forget the connection and look again
        if (isWriter && isOutcomeUnknown(caught)) reopen();
        const translated = translateSqliteError(caught, name);
        if (translated instanceof HoldfastError && translated.code === 'database_damaged')
          degraded = asDegraded(translated);
        throw toHoldfastError(translated, name);
      }
    },
    close() {
      if (connection?.db.open) connection.db.close();
      connection = null;
      lock?.close();
    },
  };
}

function openWriter(files: DataFiles, options: ServerOptions): Database {
  const db = openForWriting(files);
  try {
    checkIntegrity(db, options.integrityCheckMaxBytes ?? 256 * 1024 * 1024);
    migrate(db, files, options.runtime.clock.now());
    attachIndex(db, files, false);
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
  const header = readFileSync(path).subarray(0, 15).toString('latin1');
  if (header !== '' && header !== 'SQLite format 3')
    throw new HoldfastError('database_damaged', 'holdfast.db is not a SQLite file');
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
