import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { vaultCalls } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { useSending } from '../../lib/use-sending.ts';
import { Button, Dialog, Field, Input, toast } from '../../ui/index.ts';

export function AddVault({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['vaults', 'common']);
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const { send, isBusy } = useSending();
  const isMissing = name.trim() === '';
  async function submit(): Promise<void> {
    setTried(true);
    if (isMissing || isBusy) return;
    const isDone = await send(() => vaultCalls.createVault(name.trim()).catch(rethrowTold));
    if (!isDone) return;
    toast.done(t('vaultMade', { name: name.trim() }));
    onClose();
  }
  return (
    <Dialog
      isOpen
      width="sm"
      onClose={onClose}
      title={t('newVault')}
      description={t('newVaultText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void submit()}>
            {t('newVaultConfirm')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t('vaultName')} error={isTried && isMissing ? t('vaultNameMissing') : undefined}>
          {(control) => (
            <Input
              {...control}
              maxLength={256}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function rethrowTold(error: unknown): never {
  showFailure(error);
  throw error;
}
