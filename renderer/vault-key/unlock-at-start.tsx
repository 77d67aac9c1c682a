import { useTranslation } from 'react-i18next';
import { type KeyStorage, useEndpoint } from '../api/index.ts';
import { unlocking, useUnlocking } from '../state/unlocking.ts';
import { Banner, Button } from '../ui/index.ts';
import { canUnlock, UnlockDialog } from './unlock-dialog.tsx';

function useStorage(): KeyStorage | undefined {
  return useEndpoint('getStatus').data?.key_storage;
}

/** True while it is locked and something that the owner knows opens it. */
export function useCanUnlock(): boolean {
  const storage = useStorage();
  return storage !== undefined && canUnlock(storage);
}

/** At the start, where the vault is locked with a passphrase or the key of a command: the dialog that asks for it. */
export function UnlockAtStart() {
  const { isWanted } = useUnlocking();
  const storage = useStorage();
  return storage && canUnlock(storage) && isWanted ? (
    <UnlockDialog storage={storage} onClose={unlocking.rest} />
  ) : null;
}

/** On every page while it is locked; null while it is not. */
export function useLockedBanner() {
  const { t } = useTranslation('vaultKey');
  if (!useCanUnlock()) return null;
  return (
    <Banner
      tone="warning"
      action={
        <Button size="sm" onClick={unlocking.ask}>
          {t('unlock')}
        </Button>
      }
    >
      {t('lockedBanner')}
    </Banner>
  );
}
