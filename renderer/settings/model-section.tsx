import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Status, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Skeleton, toast } from '../ui/index.ts';
import { KeyStorageNotice } from '../vault-key/index.ts';
import { CheckResult } from './check-result.tsx';
import { FallbackModel } from './fallback-model.tsx';
import { draftOf, type ModelDraft } from './model-draft.ts';
import { ModelFields } from './model-fields.tsx';
import { ProviderChoice } from './provider-choice.tsx';
import { useModelSetup } from './use-model-setup.ts';

export function ModelSection() {
  const status = useEndpoint('getStatus').data;
  return status ? <ModelForm status={status} /> : <Skeleton />;
}

function ModelForm({ status }: { status: Status }) {
  const { t } = useTranslation('settings');
  const { model } = status;
  const [draft, setDraft] = useState<ModelDraft | null>(() =>
    model.provider === 'none' ? null : draftOf(model, model.provider),
  );
  const hasKey = model.has_key && draft?.provider === model.provider;
  const setup = useModelSetup(hasKey);
  return (
    <>
      <p className="mb-4 text-ink-muted">{t('modelEffect')}</p>
      <ProviderChoice
        value={draft?.provider ?? null}
        onChange={(provider) => {
          setup.reset();
          setDraft(draftOf(model, provider));
        }}
      >
        {draft ? (
          <div className="space-y-4">
            <ModelFields draft={draft} onChange={setDraft} missing={setup.missing} hasKey={hasKey} />
            {draft.provider === 'rehearsal' ? null : <KeyStorageNotice storage={status.key_storage} />}
            <CheckResult
              result={
                setup.result ?? (isStillSet(draft, status) && model.state !== 'unchecked' ? model : null)
              }
              error={setup.error}
            />
            <div className="flex items-center gap-3">
              <Button
                variant="primary"
                isBusy={setup.isBusy}
                onClick={() => void setup.run(draft).catch(() => undefined)}
              >
                {t('saveAndTest')}
              </Button>
              <span className="text-sm text-ink-muted">
                {setup.isBusy ? t('checkSlow') : draft.provider === 'rehearsal' ? null : t('testHint')}
              </span>
              {hasKey ? <RemoveKey /> : null}
            </div>
          </div>
        ) : null}
      </ProviderChoice>
      {model.provider === 'anthropic' || model.provider === 'compatible' ? (
        <FallbackModel usual={model.model} />
      ) : null}
    </>
  );
}

function isStillSet(draft: ModelDraft, { model }: Status): boolean {
  return draft.provider === model.provider && draft.apiKey === '' && draft.model === (model.model ?? '');
}

function RemoveKey() {
  const { t } = useTranslation('settings');
  const remove = useEndpointMutation('removeModelKey', ['status']);
  const done = { onSuccess: () => toast.done(t('keyRemoved')), onError: showFailure };
  return (
    <Button
      variant="ghost"
      isBusy={remove.isPending}
      onClick={() => remove.mutate({}, done)}
      className="ml-auto"
    >
      {t('keyRemove')}
    </Button>
  );
}
