import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { links } from '../router/router.ts';
import { Badge, Card, ErrorState, RelativeTime, Skeleton } from '../ui/index.ts';

/** Which session's requests carried which version, since when. `current`: the version in force, `product.owner`. */
export function CharterUses({ current }: { current: string }) {
  const { t } = useTranslation('charter');
  const uses = useEndpoint('listCharterUses', { query: { limit: 20 }, isFresh: true });
  if (uses.isPending) return <Skeleton lines={3} />;
  if (!uses.data) return <ErrorState error={uses.error} onRetry={() => uses.refetch()} />;
  if (uses.data.data.length === 0) return <p className="text-ink-muted">{t('usedEmpty')}</p>;
  return (
    <Card className="max-h-80 overflow-y-auto" tabIndex={0} role="group" aria-label={t('used')}>
      <ul className="divide-y divide-line">
        {uses.data.data.map((use) => (
          <li key={`${use.session_id} ${use.seq}`} className="flex items-center gap-3 px-4 py-2">
            <a
              href={`#${links.session(use.session_id, use.seq)}`}
              className="min-w-0 flex-1 truncate rounded-sm underline-offset-2 hover:underline"
            >
              <VisibleText text={use.session_title || t('untitled')} />
            </a>
            <Badge tone={use.version === current ? 'allowed' : 'neutral'}>
              {t('version', { version: use.version })}
            </Badge>
            <RelativeTime at={use.at} className="w-24 shrink-0 text-right text-sm text-ink-muted" />
          </li>
        ))}
      </ul>
    </Card>
  );
}
