import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyStorage } from '../api/index.ts';
import { Banner, Button } from '../ui/index.ts';
import { SetPassphrase } from './set-passphrase.tsx';
import { canUnlock, UnlockDialog } from './unlock-dialog.tsx';

/** Nothing protects the keys, or nothing can keep them, and a passphrase could be set. */
export function isKeptPoorly({
  passphrase,
  is_plain_text: isPlainText,
  outside,
  state,
}: KeyStorage): boolean {
  return passphrase === 'none' && state !== 'locked' && (isPlainText || !outside.is_usable);
}

/** Where a key would be kept, beside what asks for one; what does not protect it, or is locked, is said loudly, with the way out. */
export function KeyStorageNotice({ storage }: { storage: KeyStorage }) {
  const { t } = useTranslation('vaultKey');
  const [open, setOpen] = useState<'set' | 'unlock' | null>(null);
  const close = () => setOpen(null);
  const isLocked = canUnlock(storage);
  return (
    <>
      {isLocked ? (
        <Banner
          tone="warning"
          action={
            <Button size="sm" onClick={() => setOpen('unlock')}>
              {t('unlock')}
            </Button>
          }
        >
          {storage.sentence}
        </Banner>
      ) : isKeptPoorly(storage) ? (
        <Banner
          tone="warning"
          action={
            <Button size="sm" onClick={() => setOpen('set')}>
              {t('set')}
            </Button>
          }
        >
          {t(storage.outside.is_usable ? 'weak' : 'unusable', { backend: storage.backend })}
        </Banner>
      ) : storage.state === 'locked' ? (
        <Banner tone="warning">{storage.sentence}</Banner>
      ) : (
        <p className="flex items-center gap-2 text-sm text-ink-muted">
          <KeyRound aria-hidden className="size-4 shrink-0" />
          {storage.sentence}
        </p>
      )}
      {open === 'set' ? <SetPassphrase isSet={false} onClose={close} /> : null}
      {open === 'unlock' ? <UnlockDialog storage={storage} onClose={close} /> : null}
    </>
  );
}
