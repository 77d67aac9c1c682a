import { useTranslation } from 'react-i18next';
import type { SecretInputs, SecretProblem } from '../../lib/use-secret-inputs.ts';
import { Field, Input, Select, Switch, Textarea } from '../../ui/index.ts';
import type { ClientAuth, CredentialDraft, DraftField } from './credential-draft.ts';
import { SecretField } from './secret-field.tsx';

interface FieldsProps {
  draft: CredentialDraft;
  change: (patch: Partial<CredentialDraft>) => void;
  secrets: SecretInputs;
  wrong: (field: DraftField) => boolean;
  secretProblem: (name: string) => SecretProblem;
}

/** The server, and the token that it alone gets. */
export function ServerFields({ draft, change, secrets, wrong, secretProblem }: FieldsProps) {
  const { t } = useTranslation('vaults');
  return (
    <>
      <Field label={t('url')} hint={t('urlHint')} error={wrong('url') ? t('urlInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            placeholder="https://"
            spellCheck={false}
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <SecretField
        label={draft.kind === 'mcp_oauth' ? t('accessToken') : t('token')}
        problem={secretProblem('value')}
        register={secrets.register('value')}
      />
    </>
  );
}

/** A variable: its name, its value, and where that may go. */
export function VariableFields({ draft, change, secrets, wrong, secretProblem }: FieldsProps) {
  const { t } = useTranslation('vaults');
  return (
    <>
      <Field
        label={t('variable')}
        hint={t('variableHint')}
        error={wrong('variable') ? t('variableInvalid') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            placeholder="GITHUB_TOKEN"
            spellCheck={false}
            value={draft.variable}
            onChange={(event) => change({ variable: event.target.value })}
          />
        )}
      </Field>
      <SecretField label={t('value')} problem={secretProblem('value')} register={secrets.register('value')} />
      <Field label={t('hosts')} hint={t('hostsHint')} error={wrong('hosts') ? t('hostsInvalid') : undefined}>
        {(control) => (
          <Textarea
            {...control}
            className="min-h-16 font-mono"
            placeholder="api.github.com"
            spellCheck={false}
            value={draft.hosts}
            onChange={(event) => change({ hosts: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="space-y-2">
        <legend className="mb-1.5 font-medium">{t('places')}</legend>
        <Choice label={t('inHeader')} isOn={draft.inHeader} onChange={(inHeader) => change({ inHeader })} />
        <Choice
          label={t('inBody')}
          hint={t('inBodyHint')}
          isOn={draft.inBody}
          onChange={(inBody) => change({ inBody })}
        />
        {wrong('places') ? <p className="text-sm text-denied">{t('placesMissing')}</p> : null}
        <Choice
          label={t('mayLeave')}
          hint={t('mayLeaveHint')}
          isOn={draft.mayLeave}
          onChange={(mayLeave) => change({ mayLeave })}
        />
      </fieldset>
    </>
  );
}

const clientAuths: readonly ClientAuth[] = ['none', 'client_secret_basic', 'client_secret_post'];

/** When an OAuth token ends, and how it is renewed. */
export function OauthFields({ draft, change, secrets, wrong, secretProblem }: FieldsProps) {
  const { t } = useTranslation('vaults');
  const text = (name: 'tokenEndpoint' | 'clientId' | 'scope') => ({
    value: draft[name],
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  });
  return (
    <>
      <Field label={t('expiresAt')} hint={t('expiresAtHint')}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            className="w-56"
            value={draft.expiresAt}
            onChange={(event) => change({ expiresAt: event.target.value })}
          />
        )}
      </Field>
      <Choice
        label={t('isRenewed')}
        hint={t('isRenewedHint')}
        isOn={draft.isRenewed}
        onChange={(isRenewed) => change({ isRenewed })}
      />
      {draft.isRenewed ? (
        <>
          <Field
            label={t('tokenEndpoint')}
            hint={t('tokenEndpointHint')}
            error={wrong('tokenEndpoint') ? t('urlInvalid') : undefined}
          >
            {(control) => <Input {...control} placeholder="https://" {...text('tokenEndpoint')} />}
          </Field>
          <SecretField
            label={t('refreshToken')}
            problem={secretProblem('refresh')}
            register={secrets.register('refresh')}
          />
          <Field label={t('clientId')} error={wrong('clientId') ? t('clientIdMissing') : undefined}>
            {(control) => <Input {...control} {...text('clientId')} />}
          </Field>
          <Field label={t('clientAuth.label')}>
            {({ id }) => (
              <Select
                id={id}
                value={draft.clientAuth}
                onChange={(clientAuth) => change({ clientAuth })}
                options={clientAuths.map((value) => ({ value, label: t(`clientAuth.${value}`) }))}
              />
            )}
          </Field>
          {draft.clientAuth === 'none' ? null : (
            <SecretField
              label={t('clientSecret')}
              problem={secretProblem('client')}
              register={secrets.register('client')}
            />
          )}
          <Field label={t('scope')} hint={t('scopeHint')}>
            {(control) => <Input {...control} {...text('scope')} />}
          </Field>
        </>
      ) : null}
    </>
  );
}

function Choice({
  label,
  hint,
  isOn,
  onChange,
}: {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <div className="flex items-start gap-3">
      <Switch label={label} isOn={isOn} onChange={onChange} />
      <div>
        <p>{label}</p>
        {hint ? <p className="text-sm text-ink-muted">{hint}</p> : null}
      </div>
    </div>
  );
}
