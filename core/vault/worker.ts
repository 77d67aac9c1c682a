export { findSecrets } from './at-large/find.ts';
export { foundStore, removeFoundOfSession } from './at-large/found-store.ts';
export { houseKeyStore } from './house-key-store.ts';
export { standingOfVault } from './standing.ts';
export { commands, queries } from './store.ts';
