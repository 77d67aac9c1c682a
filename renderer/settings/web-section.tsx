import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { ErrorState, Skeleton, toast } from '../ui/index.ts';
import { AddressForm } from './address-form.tsx';
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
  const { t } = useTranslation('settings');
  const set = useEndpointMutation('setWebSearch', ['settings']);
  const done = (host: string | null) =>
    toast.done(host === null ? t('webSearchRemoved') : t('webSearchSaved', { host }));
  return (
    <AddressForm
      address={url}
      isAddress={(text) => hostOf(text) !== null}
      label={t('webSearchUrl')}
      hint={t('webSearchUrlHint')}
      invalid={t('webSearchInvalid')}
      isBusy={set.isPending}
      onSave={(wanted) =>
        set.mutate(
          { body: { url: wanted } },
          { onError: showFailure, onSuccess: () => done(wanted === null ? null : hostOf(wanted)) },
        )
      }
    />
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
