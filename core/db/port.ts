import type { BlobFiles } from './blob-files.ts';
import type { Note, StoreFunctions, Tx } from './tx.ts';

/**
 * How the main process reaches the data: one command is one transaction in the writing worker, a query runs in the reading
 * worker and sees every command that had resolved before it was sent. Both reject with HoldfastError.
 */
export interface DataPort {
  command(name: string, input: unknown): Promise<unknown>;
  query(name: string, input: unknown): Promise<unknown>;
  /**
   * A query that computes over much of the data, in a reading thread of its own: it holds up neither this thread nor other queries.
   * The thread starts with the first one and may remember what it read; those after wait for those before. `signal` ends the thread,
   * and the promise rejects with its reason. A thread that dies under the work is replaced and the work done once more.
   */
  study(name: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  /** Hears the notes of every committed transaction, in commit order, before the command's promise resolves. */
  onNote(listener: (note: Note) => void): () => void;
  /** Large contents, which no message carries. */
  readonly blobs: BlobFiles;
}

/** A room's store functions as the main process calls them. */
export type Bound<S> = {
  [K in keyof S]: S[K] extends (tx: Tx, input: infer I) => infer O ? (input: I) => Promise<O> : never;
};

/** Binds a room's commands (`bindCommands<typeof commands>(data, 'log', ['append', …])`) so that they can be called with types. */
export function bindCommands<S extends StoreFunctions>(
  data: DataPort,
  room: string,
  names: readonly (keyof S & string)[],
): Bound<S> {
  return bind<S>(names, (name, input) => data.command(`${room}.${name}`, input));
}

/** Like `bindCommands`, for read-only queries. */
export function bindQueries<S extends StoreFunctions>(
  data: DataPort,
  room: string,
  names: readonly (keyof S & string)[],
): Bound<S> {
  return bind<S>(names, (name, input) => data.query(`${room}.${name}`, input));
}

/** A room's queries as studies. */
export type Studies<S> = {
  [K in keyof S]: S[K] extends (tx: Tx, input: infer I) => infer O
    ? (input: I, signal?: AbortSignal) => Promise<O>
    : never;
};

/** Like `bindQueries`, for queries that take long. */
export function bindStudies<S extends StoreFunctions>(
  data: Pick<DataPort, 'study'>,
  room: string,
  names: readonly (keyof S & string)[],
): Studies<S> {
  // as in `bind`: the worker runs the very functions whose types S names
  return Object.fromEntries(
    names.map((name) => [
      name,
      (input: unknown, signal?: AbortSignal) => data.study(`${room}.${name}`, input, signal),
    ]),
  ) as Studies<S>;
}

function bind<S extends StoreFunctions>(
  names: readonly (keyof S & string)[],
  call: (name: string, input: unknown) => Promise<unknown>,
): Bound<S> {
  // the worker runs the very functions whose types S names, so the shape of what comes back is known
  return Object.fromEntries(names.map((name) => [name, (input: unknown) => call(name, input)])) as Bound<S>;
}
