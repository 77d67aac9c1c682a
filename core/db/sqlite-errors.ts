import { type ErrorCode, HoldfastError } from '../base/index.ts';

const codes: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'database_full'],
  ['SQLITE_IOERR', 'database_io'],
  ['SQLITE_READONLY', 'database_read_only'],
  ['SQLITE_CANTOPEN', 'database_read_only'],
  ['SQLITE_CORRUPT', 'database_damaged'],
  ['SQLITE_NOTADB', 'database_damaged'],
  ['SQLITE_BUSY', 'database_locked'],
  ['SQLITE_LOCKED', 'database_locked'],
];

/** Turns what the SQLite driver throws into a HoldfastError; anything that is not from SQLite is returned as it is. */
export function translateSqliteError(caught: unknown, what: string): unknown {
  const sqliteCode = sqliteCodeOf(caught);
  if (sqliteCode === undefined) return caught;
  const row = codes.find(([prefix]) => sqliteCode.startsWith(prefix));
  const message = caught instanceof Error ? caught.message : String(caught);
  return new HoldfastError(
    row?.[1] ?? 'internal',
    `${what}: ${sqliteCode}: ${message}`,
    { sqlite: sqliteCode },
    { cause: caught },
  );
}

/** True when a commit that reported this error may nevertheless be in the file, so that it has to be reopened and read again. */
export function isOutcomeUnknown(caught: unknown): boolean {
  const code = sqliteCodeOf(caught);
  return code !== undefined && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code);
}

function sqliteCodeOf(caught: unknown): string | undefined {
  if (!(caught instanceof Error) || !('code' in caught)) return undefined;
  return typeof caught.code === 'string' && caught.code.startsWith('SQLITE_') ? caught.code : undefined;
}
