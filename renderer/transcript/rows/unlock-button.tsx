import { LockOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { unlocking } from '../../state/unlocking.ts';
import { Button } from '../../ui/index.ts';
import { useCanUnlock } from '../../vault-key/index.ts';

/** Asks for what opens the vault, while it is locked; the session goes on by itself then. */
export function UnlockButton() {
  const { t } = useTranslation('vaultKey');
  if (!useCanUnlock()) return null;
  return (
    <Button size="sm" variant="primary" icon={<LockOpen />} onClick={unlocking.ask}>
      {t('unlock')}
    </Button>
  );
}
