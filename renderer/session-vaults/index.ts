export { VaultsChip } from './vaults-chip.tsx';
export { VaultsMenu } from './vaults-menu.tsx';
