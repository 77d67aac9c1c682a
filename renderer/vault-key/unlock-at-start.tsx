import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { unlocking, useUnlocking } from '../state/unlocking.ts';
import { Banner, Button } from '../ui/index.ts';
import { UnlockDialog } from './unlock-dialog.tsx';

function useIsLocked(): boolean {
  return useEndpoint('getStatus').data?.key_storage.locked_because === 'passphrase';
}

/** At the start, where the vault is locked with a passphrase: the dialog that asks for it. */
export function UnlockAtStart() {
  const { isWanted } = useUnlocking();
  const isLocked = useIsLocked();
  return isLocked && isWanted ? <UnlockDialog onClose={unlocking.rest} /> : null;
}

/** On every page while it is locked; null while it is not. */
export function useLockedBanner() {
  const { t } = useTranslation('vaultKey');
  if (!useIsLocked()) return null;
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
