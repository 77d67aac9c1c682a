import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { Field, Input, Segmented } from '../ui/index.ts';
import { isLocalAddress, localPresets, type ModelDraft, type Preset, presetOf } from './model-draft.ts';
import type { Missing } from './use-model-setup.ts';

export interface ModelFieldsProps {
  draft: ModelDraft;
  onChange: (draft: ModelDraft) => void;
  missing: Missing;
  hasKey: boolean;
}

/** The fields that the chosen provider needs; none for the rehearsal. */
export function ModelFields({ draft, onChange, missing, hasKey }: ModelFieldsProps) {
  if (draft.provider === 'rehearsal') return null;
  const set = (patch: Partial<ModelDraft>) => onChange({ ...draft, ...patch });
  return (
    <div className="space-y-4">
      {draft.provider === 'compatible' ? (
        <Address draft={draft} set={set} isMissing={missing === 'baseUrl'} />
      ) : null}
      {draft.provider === 'anthropic' ? (
        <ApiKey draft={draft} set={set} isMissing={missing === 'apiKey'} hasKey={hasKey} />
      ) : null}
      <ModelName draft={draft} set={set} isMissing={missing === 'model'} />
      {draft.provider === 'compatible' ? (
        <ApiKey draft={draft} set={set} isMissing={false} hasKey={hasKey} />
      ) : null}
    </div>
  );
}

interface PartProps {
  draft: ModelDraft;
  set: (patch: Partial<ModelDraft>) => void;
  isMissing: boolean;
}

function Address({ draft, set, isMissing }: PartProps) {
  const { t } = useTranslation('settings');
  const choose = (preset: Preset) => set({ baseUrl: preset === 'other' ? '' : localPresets[preset] });
  const hint =
    isLocalAddress(draft.baseUrl) || draft.baseUrl === '' ? t('baseUrlHintLocal') : t('baseUrlHintRemote');
  return (
    <>
      <Segmented
        label={t('preset')}
        value={presetOf(draft.baseUrl)}
        onChange={choose}
        options={[
          { value: 'ollama', label: t('presetOllama') },
          { value: 'lmStudio', label: t('presetLmStudio') },
          { value: 'other', label: t('presetOther') },
        ]}
      />
      <Field label={t('baseUrl')} hint={hint} error={isMissing ? t('baseUrlInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            type="url"
            spellCheck={false}
            value={draft.baseUrl}
            onChange={(event) => set({ baseUrl: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function ApiKey({ draft, set, isMissing, hasKey }: PartProps & { hasKey: boolean }) {
  const { t } = useTranslation('settings');
  const hint = draft.provider === 'compatible' ? t('apiKeyHintLocal') : t('apiKeyHint');
  return (
    <Field label={t('apiKey')} hint={hint} error={isMissing ? t('apiKeyRequired') : undefined}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder={hasKey ? t('apiKeyStored') : draft.provider === 'anthropic' ? 'sk-ant-…' : ''}
          value={draft.apiKey}
          onChange={(event) => set({ apiKey: event.target.value })}
          className="font-mono text-sm placeholder:font-sans"
        />
      )}
    </Field>
  );
}

function ModelName({ draft, set, isMissing }: PartProps) {
  const { t } = useTranslation('settings');
  const known = useEndpoint('listModels').data?.data ?? [];
  return (
    <Field
      label={t('modelName')}
      hint={t('modelNameHint')}
      error={isMissing ? t('modelRequired') : undefined}
    >
      {(control) => (
        <>
          <Input
            {...control}
            list="known-models"
            spellCheck={false}
            placeholder={draft.provider === 'compatible' ? 'qwen3:14b' : ''}
            value={draft.model}
            onChange={(event) => set({ model: event.target.value })}
          />
          <datalist id="known-models">
            {known.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.display_name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
