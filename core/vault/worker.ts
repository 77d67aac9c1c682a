export { findSecrets, type SecretInText } from './at-large/find.ts';
export { foundStore, removeFoundOfSession } from './at-large/found-store.ts';
export { houseKeyStore } from './house-key-store.ts';
export { keyRingStore } from './key-ring-store.ts';
export { standingOfVault } from './standing.ts';

import * as named from './store.ts';
import { vaultCommands, vaultQueries } from './vaults-store.ts';

export { createSessionVaults, removeVaultsOfSession } from './session-vaults-store.ts';
export { forgetSessionOfUses } from './vaults-store.ts';
export const commands = { ...named.commands, ...vaultCommands };
export const queries = { ...named.queries, ...vaultQueries };
