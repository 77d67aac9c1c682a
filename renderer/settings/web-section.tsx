import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, ErrorState, Field, Input, Skeleton, toast } from '../ui/index.ts';
import { SettingGroup } from './parts.tsx';

/** What the agent may do on the web. */
export function WebSection() {
  const { t } = useTranslation('settings');
  const search = useEndpoint('getWebSearch');
  return (
    <>
      <SettingGroup title={t('webSearch')} hint={t('webSearchHint')}>
        {search.isPending ? (
          <Skeleton lines={2} />
        ) : search.data ? (
          <SearchForm key={search.data.url} url={search.data.url} />
        ) : (
          <ErrorState error={search.error} onRetry={() => search.refetch()} />
        )}
      </SettingGroup>
      <SettingGroup title={t('webFetchTitle')} hint={t('webFetchText')}>
        {null}
      </SettingGroup>
    </>
  );
}

function SearchForm({ url }: { url: string | null }) {
  const { t } = useTranslation(['settings', 'common']);
  const [text, setText] = useState(url ?? '');
  const [isTried, setTried] = useState(false);
  const set = useEndpointMutation('setWebSearch', ['settings']);
  const wanted = text.trim();
  const host = hostOf(wanted);
  const isInvalid = isTried && wanted !== '' && host === null;
  function save(): void {
    setTried(true);
    if ((wanted !== '' && host === null) || set.isPending) return;
    set.mutate(
      { body: { url: wanted === '' ? null : wanted } },
      {
        onError: showFailure,
        onSuccess: () => toast.done(host === null ? t('webSearchRemoved') : t('webSearchSaved', { host })),
      },
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={t('webSearchUrl')}
        hint={t('webSearchUrlHint')}
        error={isInvalid ? t('webSearchInvalid') : undefined}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input {...control} value={text} onChange={(event) => setText(event.target.value)} />
            <Button type="submit" isBusy={set.isPending} disabled={wanted === (url ?? '')}>
              {t('common:save')}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

function hostOf(text: string): string | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.host : null;
  } catch {
    return null;
  }
}
