import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type McpServer } from '../../api/index.ts';
import { useSecretInputs } from '../../lib/use-secret-inputs.ts';
import { useSending } from '../../lib/use-sending.ts';
import { Button, Dialog, Field, Input } from '../../ui/index.ts';
import { Failure } from './failure.tsx';

/** Before the browser opens: which rights to ask for, and as which client where the server registers none. The desktop asks once more and shows the address. */
export function SignInForm({ server, onClose }: { server: McpServer; onClose: () => void }) {
  const { t } = useTranslation(['servers', 'common']);
  const [clientId, setClientId] = useState('');
  const [scope, setScope] = useState(server.sign_in?.scopes.join(' ') ?? '');
  const [isTried, setTried] = useState(false);
  const secrets = useSecretInputs();
  const { send, isBusy, error } = useSending();
  const isSecretWrong = !secrets.isEmpty('client') && secrets.problemOf('client') !== null;
  async function submit(): Promise<void> {
    setTried(true);
    if (isBusy || isSecretWrong) return;
    const client_id = clientId.trim();
    const client_secret = secrets.take('client');
    const wanted = scope.trim().replaceAll(/\s+/g, ' ');
    const body = {
      ...(client_id !== '' && { client_id }),
      ...(client_id !== '' && client_secret !== '' && { client_secret }),
      ...(wanted !== '' && { scope: wanted }),
    };
    const isDone = await send(() => call('signInToMcpServer', { params: { id: server.id }, body }));
    if (isDone) onClose();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('signInTitle', { name: server.name })}
      description={t('signInText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void submit()}>
            {t('signInConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {error instanceof Error ? <Failure error={error} /> : null}
        <Field label={t('rights')} hint={t('rightsHint')}>
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              maxLength={2000}
              value={scope}
              onChange={(event) => setScope(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('clientId')} hint={t('clientIdHint')}>
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              maxLength={500}
              value={clientId}
              onChange={(event) => setClientId(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('clientSecret')}
          hint={t('clientSecretHint')}
          error={isTried && isSecretWrong ? t('clientSecretWrong') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              ref={secrets.register('client')}
              type="password"
              autoComplete="off"
              className="font-mono"
              disabled={clientId.trim() === ''}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
