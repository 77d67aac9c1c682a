import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../../api/index.ts';
import { Card, ErrorState, Skeleton } from '../../ui/index.ts';
import { SettingGroup } from '../parts.tsx';
import { Exceptions } from './exceptions.tsx';
import { FoundSecretRow } from './found-secret-row.tsx';

const kinds = ['shapes', 'services', 'places', 'names'] as const;

/** What is taken out of what agents read: by which rules, where it is switched off, and what it was lately. */
export function SecretsSection() {
  const { t } = useTranslation('secrets');
  return (
    <>
      <SettingGroup title={t('rules')} hint={t('rulesHint')}>
        <ul className="list-disc space-y-1 pl-5 select-text">
          {kinds.map((kind) => (
            <li key={kind}>{t(`rule.${kind}`)}</li>
          ))}
        </ul>
        <p className="mt-2 text-sm text-ink-muted">{t('rulesLimits')}</p>
      </SettingGroup>
      <SettingGroup title={t('exceptions')} hint={t('exceptionsHint')}>
        <Exceptions />
      </SettingGroup>
      <SettingGroup title={t('found')} hint={t('foundHint')}>
        <Found />
      </SettingGroup>
    </>
  );
}

function Found() {
  const { t } = useTranslation('secrets');
  const found = useEndpoint('listSecrets', { isFresh: true });
  if (found.isPending) return <Skeleton lines={3} />;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  const newestFirst = [...found.data.data].sort((left, right) => right.number - left.number);
  if (newestFirst.length === 0) return <p className="text-ink-muted">{t('foundEmpty')}</p>;
  return (
    <Card>
      <ul aria-label={t('found')} className="divide-y divide-line">
        {newestFirst.slice(0, 200).map((secret) => (
          <FoundSecretRow key={secret.number} secret={secret} />
        ))}
      </ul>
    </Card>
  );
}
