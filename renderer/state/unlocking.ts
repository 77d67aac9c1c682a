import { create } from 'zustand';

/**
 * Whether the dialog that asks for the vault's passphrase is wanted. Once since the window was opened it comes by itself; after that the banner
 * offers it.
 */
export const useUnlocking = create<{ isWanted: boolean }>(() => ({ isWanted: true }));

export const unlocking = {
  ask: () => useUnlocking.setState({ isWanted: true }),
  rest: () => useUnlocking.setState({ isWanted: false }),
};
