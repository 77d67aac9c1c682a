import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChangeCredential, type VaultCredential, vaultCalls } from '../../api/index.ts';
import { useSecretInputs } from '../../lib/use-secret-inputs.ts';
import { useSending } from '../../lib/use-sending.ts';
import { Button, Dialog, toast } from '../../ui/index.ts';
import { Failure } from './failure.tsx';
import { SecretField } from './secret-field.tsx';

/** A new value in the place of the one that is stored; where it may go stays. */
export function ChangeValue({ credential, onClose }: { credential: VaultCredential; onClose: () => void }) {
  const { t } = useTranslation(['vaults', 'common']);
  const [isTried, setTried] = useState(false);
  const secrets = useSecretInputs();
  const { send, isBusy, error } = useSending();
  const { name, auth, vault_id: vaultId, id } = credential;
  const isRenewed = auth.type === 'mcp_oauth' && auth.refresh !== null;
  async function submit(): Promise<void> {
    if (isBusy) return;
    setTried(true);
    if (secrets.problemOf('value') !== null || (isRenewed && secrets.problemOf('refresh') === 'unusable'))
      return;
    const isDone = await send(() =>
      vaultCalls.changeCredential(vaultId, id, { auth: changeOf(credential, secrets.take) }),
    );
    if (!isDone) return;
    toast.done(t('valueChanged', { name }));
    onClose();
  }
  const problem = isTried && error === null && !isBusy ? secrets.problemOf('value') : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('changeTitle', { name })}
      description={t('changeText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void submit()}>
            {t('changeConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {error === null ? null : <Failure error={error} />}
        <SecretField
          label={auth.type === 'mcp_oauth' ? t('accessToken') : t('value')}
          problem={problem}
          register={secrets.register('value')}
        />
        {isRenewed ? (
          <SecretField
            label={t('refreshToken')}
            hint={t('refreshTokenStays')}
            problem={null}
            register={secrets.register('refresh')}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

type AuthChange = ChangeCredential['auth'];

function changeOf({ auth }: VaultCredential, take: (name: string) => string): AuthChange {
  if (auth.type === 'static_bearer') return { type: auth.type, token: take('value') };
  if (auth.type === 'environment_variable') return { type: auth.type, secret_value: take('value') };
  const refresh = take('refresh');
  return {
    type: auth.type,
    access_token: take('value'),
    ...(refresh === '' ? {} : { refresh: { refresh_token: refresh } }),
  };
}
