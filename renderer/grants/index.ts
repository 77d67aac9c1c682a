export { Blocked } from './blocked.tsx';
export { GrantsCard } from './grants-card.tsx';
export { GrantsChip } from './grants-chip.tsx';
export { GrantsDialog } from './grants-dialog.tsx';
export { grantsFor, useChosen, useProposals } from './proposals.ts';
