export { KeyKeeper } from './key-keeper.tsx';
export { isKeptPoorly, KeyStorageNotice } from './key-storage.tsx';
export { UnlockAtStart, useCanUnlock, useLockedBanner } from './unlock-at-start.tsx';
