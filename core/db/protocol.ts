import { HoldfastError, isErrorCode } from '../base/index.ts';
import type { BackupFile } from './files.ts';
import type { Degraded } from './server.ts';
import type { StorageTrouble } from './storage.ts';
import type { Note } from './tx.ts';

export type WorkerOptions =
  /** `waits`: loads its code and opens nothing until it is told to. */
  | { dataDir: string; mode: 'write' | 'read'; waits?: boolean }
  /** Replaces the file by the backup at `path`, says so and ends. */
  | { dataDir: string; mode: 'restore'; path: string };

export interface PlainError {
  code: string;
  message: string;
  details: Record<string, unknown>;
}

/** What travels between the main process and a data worker. */
export type ToWorker =
  | { kind: 'open' }
  | { kind: 'call'; id: number; name: string; input: unknown }
  | { kind: 'close' };
export type FromWorker =
  | { kind: 'ready'; degraded: Degraded | null }
  | { kind: 'failed'; error: PlainError }
  | {
      kind: 'value';
      id: number;
      value: unknown;
      notes: Note[];
      degraded: Degraded | null;
      storage: StorageTrouble | null;
    }
  | {
      kind: 'error';
      id: number;
      error: PlainError;
      degraded: Degraded | null;
      storage: StorageTrouble | null;
    }
  | { kind: 'restored'; previous: BackupFile | null }
  | { kind: 'closed' };

/** An error as plain data that survives structured clone. */
export function toPlainError(error: HoldfastError): PlainError {
  return { code: error.code, message: error.message, details: { ...error.details } };
}

/** The error again, on the other side. */
export function fromPlainError(error: PlainError): HoldfastError {
  return new HoldfastError(isErrorCode(error.code) ? error.code : 'internal', error.message, error.details);
}
