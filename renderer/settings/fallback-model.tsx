import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, ErrorState, Field, Input, Skeleton, toast } from '../ui/index.ts';
import { SettingGroup } from './parts.tsx';

/** The model that takes over when the usual one cannot. Of the same server, with the same key. */
export function FallbackModel({ usual }: { usual: string | null }) {
  const { t } = useTranslation('settings');
  const fallback = useEndpoint('getModelFallback');
  return (
    <div className="mt-9">
      <SettingGroup title={t('fallback')} hint={t('fallbackHint')}>
        {fallback.isPending ? (
          <Skeleton lines={2} />
        ) : fallback.data ? (
          <FallbackForm key={fallback.data.model} model={fallback.data.model} usual={usual} />
        ) : (
          <ErrorState error={fallback.error} onRetry={() => fallback.refetch()} />
        )}
      </SettingGroup>
    </div>
  );
}

function FallbackForm({ model, usual }: { model: string | null; usual: string | null }) {
  const { t } = useTranslation(['settings', 'common']);
  const known = useEndpoint('listModels').data?.data ?? [];
  const [name, setName] = useState(model ?? '');
  const set = useEndpointMutation('setModelFallback', ['settings']);
  const wanted = name.trim();
  const isSame = wanted !== '' && wanted === usual;
  function save(next: string | null): void {
    set.mutate(
      { body: { model: next } },
      {
        onError: showFailure,
        onSuccess: () =>
          toast.done(next === null ? t('fallbackRemoved') : t('fallbackSaved', { model: next })),
      },
    );
  }
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame && !set.isPending) save(wanted === '' ? null : wanted);
      }}
    >
      <Field
        label={t('fallbackModel')}
        hint={t('fallbackModelHint')}
        error={isSame ? t('fallbackSame') : undefined}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              list="fallback-models"
              spellCheck={false}
              value={name}
              placeholder={t('fallbackNone')}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" disabled={isSame || wanted === (model ?? '')} isBusy={set.isPending}>
              {t('common:save')}
            </Button>
            <datalist id="fallback-models">
              {known
                .filter(({ id }) => id !== usual)
                .map((choice) => (
                  <option key={choice.id} value={choice.id}>
                    {choice.display_name}
                  </option>
                ))}
            </datalist>
          </div>
        )}
      </Field>
      <p className="text-sm text-ink-muted">
        {model === null ? t('fallbackOff') : t('fallbackOn', { model })}
      </p>
    </form>
  );
}
