import { useTranslation } from 'react-i18next';
import type { McpServer } from '../../api/index.ts';
import { Field, Input, Switch, Textarea } from '../../ui/index.ts';
import { ConfinementFields } from './confinement-fields.tsx';
import { EnvironmentFields } from './environment-fields.tsx';
import { losesToken, type ServerDraft, type ServerField } from './server-draft.ts';

interface FieldsProps {
  draft: ServerDraft;
  onChange: (patch: Partial<ServerDraft>) => void;
  wrong: (field: ServerField) => boolean;
}

/** How a program is started, what it is given and what it reaches. */
export function ProgramFields({ draft, onChange, wrong }: FieldsProps) {
  const { t } = useTranslation('servers');
  return (
    <>
      <Field
        label={t('command')}
        hint={t('commandHint')}
        error={wrong('command') ? t('commandHint') : undefined}
      >
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
        isWrong={wrong('environment')}
        onChange={(environment) => onChange({ environment })}
      />
      <ConfinementFields draft={draft} onChange={onChange} />
    </>
  );
}

/** Where a server is, and the token that it wants. `server`: as it stands; null for a new one. */
export function AddressFields({
  draft,
  server,
  onChange,
  wrong,
}: FieldsProps & { server: McpServer | null }) {
  const { t } = useTranslation('servers');
  const hasToken = server?.transport.type === 'http' && server.transport.has_token;
  const isLost = server !== null && losesToken(draft, server);
  return (
    <>
      <Field label={t('url')} error={wrong('url') ? t('urlInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            placeholder="https://"
            value={draft.url}
            onChange={(event) => onChange({ url: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('token')} hint={isLost ? t('tokenLost') : hasToken ? t('tokenStays') : t('tokenHint')}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="off"
            placeholder={hasToken && !isLost && !draft.isTokenDropped ? t('variableStored') : ''}
            value={draft.token}
            onChange={(event) => onChange({ token: event.target.value })}
          />
        )}
      </Field>
      {hasToken && !isLost ? (
        <div className="flex items-start gap-3">
          <Switch
            label={t('dropToken')}
            isOn={draft.isTokenDropped}
            onChange={(isTokenDropped) => onChange({ isTokenDropped })}
          />
          <p>{t('dropToken')}</p>
        </div>
      ) : null}
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
