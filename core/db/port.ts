import type { Note, StoreFunctions, Tx } from './tx.ts';

/**
 * How the main process reaches the data: one command is one transaction in the writing worker, a query runs in the reading
 * worker and sees every command that had resolved before it was sent. Both reject with HoldfastError.
 */
export interface DataPort {
  command(name: string, input: unknown): Promise<unknown>;
  query(name: string, input: unknown): Promise<unknown>;
  /** Hears the notes of every committed transaction, in commit order, before the command's promise resolves. */
  onNote(listener: (note: Note) => void): () => void;
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

function bind<S extends StoreFunctions>(
  names: readonly (keyof S & string)[],
  call: (name: string, input: unknown) => Promise<unknown>,
): Bound<S> {
  // the worker runs the very functions whose types S names, so the shape of what comes back is known
  return Object.fromEntries(names.map((name) => [name, (input: unknown) => call(name, input)])) as Bound<S>;
}
