import { fileAt, filesBelow, land, move, read, remove, usage, write } from './store.ts';

// The face of this room for the data worker.

export { bringWorkspace } from './history-store.ts';
export { removeWorkspace } from './store.ts';

/** Store functions that write. */
export const commands = { write, remove, land, move };
/** Store functions that read. */
export const queries = { read, fileAt, filesBelow, usage };
