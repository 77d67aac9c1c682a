import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type VaultOverview, vaultCalls } from '../../api/index.ts';
import { useSecretInputs } from '../../lib/use-secret-inputs.ts';
import { useSending } from '../../lib/use-sending.ts';
import { Button, Dialog, Field, Input, Segmented, toast } from '../../ui/index.ts';
import { type CredentialDraft, emptyDraft, problemsOf, requestOf, secretsOf } from './credential-draft.ts';
import { OauthFields, ServerFields, VariableFields } from './credential-fields.tsx';
import { Failure } from './failure.tsx';

/** The form of a new credential. Its secrets go from their inputs to Holdfast and are nowhere else in the window. */
export function AddCredential({ vault, onClose }: { vault: VaultOverview; onClose: () => void }) {
  const { t } = useTranslation(['vaults', 'common']);
  const [draft, setDraft] = useState<CredentialDraft>(emptyDraft);
  const [isTried, setTried] = useState(false);
  const secrets = useSecretInputs();
  const { send, isBusy, error } = useSending();
  const problems = problemsOf(draft);
  const change = (patch: Partial<CredentialDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const fields = {
    draft,
    change,
    secrets,
    wrong: (field: Parameters<typeof problems.has>[0]) => isTried && problems.has(field),
    // after a failure every input is empty: that is said below, and is no mistake of the owner's
    secretProblem: (name: string) => (isTried && error === null && !isBusy ? secrets.problemOf(name) : null),
  };
  async function submit(): Promise<void> {
    if (isBusy) return;
    setTried(true);
    if (problems.size > 0 || secretsOf(draft).some((name) => secrets.problemOf(name) !== null)) return;
    const isDone = await send(() => vaultCalls.addCredential(vault.id, requestOf(draft, secrets.take)));
    if (!isDone) return;
    toast.done(t('added', { vault: vault.name }));
    onClose();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('addTitle', { vault: vault.name })}
      description={t('addText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void submit()}>
            {t('addConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {error === null ? null : <Failure error={error} />}
        <Segmented
          label={t('kind.label')}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          options={[
            { value: 'static_bearer', label: t('kind.static_bearer') },
            { value: 'environment_variable', label: t('kind.environment_variable') },
            { value: 'mcp_oauth', label: t('kind.mcp_oauth') },
          ]}
        />
        <p className="text-sm text-ink-muted">{t(`kindHint.${draft.kind}`)}</p>
        {draft.kind === 'environment_variable' ? (
          <VariableFields {...fields} />
        ) : (
          <ServerFields {...fields} />
        )}
        {draft.kind === 'mcp_oauth' ? <OauthFields {...fields} /> : null}
        <Field label={t('displayName')} hint={t('displayNameHint')}>
          {(control) => (
            <Input
              {...control}
              maxLength={256}
              value={draft.displayName}
              onChange={(event) => change({ displayName: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
