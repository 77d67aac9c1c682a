export { ForkLinks } from './fork-links.tsx';
export { ForksChip } from './forks-chip.tsx';
export { OfferedFolders } from './offered-folders.tsx';
export { RowMenu } from './row-menu.tsx';
