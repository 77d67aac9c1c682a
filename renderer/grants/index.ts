export { Blocked } from './blocked.tsx';
export { useGrantWords } from './grant-words.ts';
export { GrantsCard } from './grants-card.tsx';
export { GrantsChip } from './grants-chip.tsx';
export { GrantsDialog } from './grants-dialog.tsx';
export { grantsFor, useChosen, useProposals } from './proposals.ts';
