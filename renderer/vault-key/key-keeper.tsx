import { KeyRound, Lock, LockOpen, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyStorage, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { unlocking } from '../state/unlocking.ts';
import { Button, Card, toast } from '../ui/index.ts';
import { RemovePassphrase } from './remove-passphrase.tsx';
import { SetPassphrase } from './set-passphrase.tsx';
import { canUnlock, UnlockDialog } from './unlock-dialog.tsx';

/** What keeps the vault's keys, whether they are open, and everything that can be done about it. */
export function KeyKeeper({ storage }: { storage: KeyStorage }) {
  const { t } = useTranslation('vaultKey');
  const [open, setOpen] = useState<'set' | 'unlock' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const lock = useEndpointMutation('lockVault', ['vaults']);
  const { passphrase, environment_key: environmentKey, outside, backend } = storage;
  const isOpen = passphrase === 'open' || environmentKey === 'open';
  const isSet = passphrase !== 'none';
  return (
    <Card role="group" aria-label={t('title')} className="px-4 py-3">
      <div className="flex items-start gap-3">
        <Sign storage={storage} />
        <div className="min-w-0 flex-1 select-text">
          <p className="font-medium">
            {isSet
              ? t('withPassphrase')
              : environmentKey !== 'none'
                ? t('withKey')
                : t('outside', { backend })}
          </p>
          <p className="mt-0.5 text-sm text-ink-muted">{storage.sentence}</p>
        </div>
      </div>
      <div className="mt-3 flex flex-wrap gap-2 pl-7">
        {canUnlock(storage) ? (
          <Button size="sm" variant="primary" onClick={() => setOpen('unlock')}>
            {t('unlock')}
          </Button>
        ) : null}
        {isOpen ? (
          <Button
            size="sm"
            isBusy={lock.isPending}
            onClick={() => {
              // whoever locks it does not want to be asked for the passphrase at once
              unlocking.rest();
              lock.mutate({}, { onSuccess: () => toast.done(t('locked')), onError: showFailure });
            }}
          >
            {t('lock')}
          </Button>
        ) : null}
        {environmentKey === 'locked' ? null : (
          <Button size="sm" variant={isSet ? 'ghost' : 'secondary'} onClick={() => setOpen('set')}>
            {t(isSet ? 'change' : 'set')}
          </Button>
        )}
        {isSet && outside.is_lasting ? (
          <Button size="sm" variant="ghost" onClick={() => setOpen('remove')}>
            {t('remove')}
          </Button>
        ) : null}
      </div>
      {open === 'set' ? <SetPassphrase isSet={isSet} onClose={close} /> : null}
      {open === 'unlock' ? <UnlockDialog storage={storage} onClose={close} /> : null}
      {open === 'remove' ? <RemovePassphrase outside={outside} onClose={close} /> : null}
    </Card>
  );
}

function Sign({
  storage: { state, is_plain_text: isPlainText, passphrase, environment_key: environmentKey, outside },
}: {
  storage: KeyStorage;
}) {
  const look = 'mt-0.5 size-4 shrink-0';
  if (state === 'locked') return <Lock aria-hidden className={`${look} text-denied`} />;
  if (passphrase === 'open' || environmentKey === 'open')
    return <LockOpen aria-hidden className={`${look} text-allowed`} />;
  if (isPlainText || (!outside.is_usable && environmentKey === 'none'))
    return <TriangleAlert aria-hidden className={`${look} text-asked`} />;
  return <KeyRound aria-hidden className={`${look} text-ink-muted`} />;
}
