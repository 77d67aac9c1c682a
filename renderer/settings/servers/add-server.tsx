import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, useEndpointMutation } from '../../api/index.ts';
import { useErrorWords } from '../../lib/error-words.ts';
import { Banner, Button, Dialog, Field, Input, Segmented, Switch, Textarea, toast } from '../../ui/index.ts';
import { EnvironmentFields } from './environment-fields.tsx';
import { emptyDraft, problemsOf, requestOf, type ServerDraft } from './server-draft.ts';

/** The form of a new server. For a program the system asks once more, outside of the window. */
export function AddServer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['servers', 'common']);
  const [draft, setDraft] = useState<ServerDraft>(emptyDraft);
  const [isTried, setTried] = useState(false);
  const add = useEndpointMutation('addMcpServer', ['mcp']);
  const problems = problemsOf(draft);
  const change = (patch: Partial<ServerDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const wrong = (field: Parameters<typeof problems.has>[0]) => isTried && problems.has(field);
  function submit(): void {
    setTried(true);
    if (problems.size > 0 || add.isPending) return;
    add.mutate(
      { body: requestOf(draft) },
      {
        onSuccess: ({ name }) => {
          toast.done(t('added', { name }));
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('addTitle')}
      description={t('addText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={add.isPending} onClick={submit}>
            {t('addConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Field label={t('name')} hint={t('nameHint')} error={wrong('name') ? t('nameInvalid') : undefined}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Segmented
          label={t('kind')}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          options={[
            { value: 'stdio', label: t('kindStdio') },
            { value: 'http', label: t('kindHttp') },
          ]}
        />
        {draft.kind === 'stdio' ? (
          <ProgramFields draft={draft} onChange={change} isWrong={wrong('command')} />
        ) : (
          <AddressFields draft={draft} onChange={change} isWrong={wrong('url')} />
        )}
        <Field
          label={t('timeout')}
          hint={t('timeoutHint')}
          error={wrong('timeout') ? t('timeoutHint') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              className="w-24 tabular-nums"
              value={draft.timeoutSeconds}
              onChange={(event) => change({ timeoutSeconds: event.target.value })}
            />
          )}
        </Field>
        {add.error && !isCancelled(add.error) ? <Failure error={add.error} /> : null}
      </div>
    </Dialog>
  );
}

// the owner said no in the system's dialog: they know
function isCancelled(error: Error): boolean {
  return error instanceof ApiError && error.code === 'aborted';
}

function Failure({ error }: { error: Error }) {
  const words = useErrorWords(error);
  return (
    <Banner tone="danger">
      <p className="font-medium">{words.sentence}</p>
      <p className="text-sm">{words.nextStep}</p>
    </Banner>
  );
}

interface FieldsProps {
  draft: ServerDraft;
  onChange: (patch: Partial<ServerDraft>) => void;
  isWrong: boolean;
}

function ProgramFields({ draft, onChange, isWrong }: FieldsProps) {
  const { t } = useTranslation('servers');
  return (
    <>
      <Field label={t('command')} hint={t('commandHint')} error={isWrong ? t('commandHint') : undefined}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            placeholder="npx"
            value={draft.command}
            onChange={(event) => onChange({ command: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('args')} hint={t('argsHint')}>
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            value={draft.args}
            onChange={(event) => onChange({ args: event.target.value })}
          />
        )}
      </Field>
      <EnvironmentFields
        variables={draft.environment}
        onChange={(environment) => onChange({ environment })}
      />
    </>
  );
}

function AddressFields({ draft, onChange, isWrong }: FieldsProps) {
  const { t } = useTranslation('servers');
  return (
    <>
      <Field label={t('url')} error={isWrong ? t('urlInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            placeholder="https://"
            value={draft.url}
            onChange={(event) => onChange({ url: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('token')} hint={t('tokenHint')}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="off"
            value={draft.token}
            onChange={(event) => onChange({ token: event.target.value })}
          />
        )}
      </Field>
      <div className="flex items-start gap-3">
        <Switch
          label={t('mayBePrivate')}
          isOn={draft.mayBePrivate}
          onChange={(mayBePrivate) => onChange({ mayBePrivate })}
        />
        <div>
          <p>{t('mayBePrivate')}</p>
          <p className="text-sm text-ink-muted">{t('mayBePrivateHint')}</p>
        </div>
      </div>
    </>
  );
}
