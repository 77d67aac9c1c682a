import type BetterSqlite3 from 'better-sqlite3';
import type { Runtime } from '../base/index.ts';

export type Database = BetterSqlite3.Database;

/** A value SQLite stores as it is. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlRow = Record<string, SqlValue>;

/**
 * What happened in a transaction that others must hear of once it is committed.
 * `topic` is the room's word (`events`, `approvals` …), `data` is plain and structured-cloneable.
 */
export interface Note {
  topic: string;
  data: unknown;
}

/**
 * One transaction, as a store function sees it. A store function is synchronous: when it returns, everything it wrote is
 * committed together; when it throws, nothing is. Statements are prepared once per connection.
 */
export interface Tx {
  readonly db: Database;
  readonly runtime: Runtime;
  /** Runs a statement that returns nothing; gives the number of rows it changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** The first row, or undefined. */
  get(sql: string, ...values: SqlValue[]): SqlRow | undefined;
  /** All rows. Bound the number in SQL. */
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  /** Tells listeners in the main process after the commit, in order. Lost when the transaction fails. */
  note(topic: string, data: unknown): void;
}

export type StoreFunction = (tx: Tx, input: never) => unknown;
export type StoreFunctions = Readonly<Record<string, StoreFunction>>;

/** The stores of one room: `commands` may write and run on the writing connection, `queries` only read. */
export interface RoomStore {
  commands: StoreFunctions;
  queries: StoreFunctions;
  /** Commands that may use the room kept for a full disk: small ones that say why nothing goes on. */
  onReserve?: readonly string[];
  /**
   * Whether a transaction whose commit reported an error is in the file nevertheless; `notes` are those it made. Asked on a
   * connection that was opened anew.
   */
  wasCommitted?(tx: Tx, notes: readonly Note[]): boolean;
  /** Runs on the writing connection outside any transaction: checkpoints, copies of the file. */
  maintenance?: StoreFunctions;
}

/** A connection with its statement cache. */
export interface Connection {
  readonly db: Database;
  statement(sql: string): BetterSqlite3.Statement<SqlValue[], SqlRow>;
}

/** Wraps an open database; statements are compiled once and kept for its life. */
export function createConnection(db: Database): Connection {
  const statements = new Map<string, BetterSqlite3.Statement<SqlValue[], SqlRow>>();
  return {
    db,
    statement(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const prepared = db.prepare<SqlValue[], SqlRow>(sql);
      statements.set(sql, prepared);
      return prepared;
    },
  };
}

/** Makes the `Tx` over a connection; `notes` receives what the store function notes. */
export function createTx(connection: Connection, runtime: Runtime, notes: Note[]): Tx {
  return {
    db: connection.db,
    runtime,
    run: (sql, ...values) => connection.statement(sql).run(...values).changes,
    get: (sql, ...values) => connection.statement(sql).get(...values),
    all: (sql, ...values) => connection.statement(sql).all(...values),
    note: (topic, data) => {
      notes.push({ topic, data });
    },
  };
}

/** Reads a column as text; throws when it is anything else, because then the row is not ours. */
export function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text`);
  return value;
}

/** Reads a column as text or null. */
export function textOrNull(row: SqlRow, column: string): string | null {
  return row[column] === null || row[column] === undefined ? null : text(row, column);
}

/** Reads a column as a number. */
export function int(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new TypeError(`column ${column} is not a number`);
}

/** Reads a column as a number or null. */
export function intOrNull(row: SqlRow, column: string): number | null {
  return row[column] === null || row[column] === undefined ? null : int(row, column);
}

/** Reads a column as bytes. */
export function bytes(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`column ${column} is not bytes`);
}
