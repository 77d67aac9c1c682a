import * as named from './store.ts';
import { vaultCommands, vaultQueries } from './vaults-store.ts';

export { removeVaultsOfSession } from './vaults-store.ts';
export const commands = { ...named.commands, ...vaultCommands };
export const queries = { ...named.queries, ...vaultQueries };
