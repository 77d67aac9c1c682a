import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../../api/index.ts';
import { EgressEntry, placeOf } from '../../session/egress-entry.tsx';
import { Badge, Banner, Card, ErrorState, RelativeTime, Skeleton } from '../../ui/index.ts';
import { SettingGroup } from '../parts.tsx';
import { Authorities } from './authorities.tsx';
import { ProxyForm } from './proxy-form.tsx';

/** How requests leave this computer, what that weakens, which doors stand open, and what went through without a session. */
export function NetworkSection() {
  const { t } = useTranslation('network');
  const network = useEndpoint('getNetwork', { isFresh: true });
  if (network.isPending) return <Skeleton lines={6} />;
  if (!network.data) return <ErrorState error={network.error} onRetry={() => network.refetch()} />;
  const { weaknesses, proxy } = network.data;
  return (
    <>
      {weaknesses.length > 0 ? (
        <Banner tone="warning" className="mb-6">
          <p className="font-medium">{t('weakened')}</p>
          <ul className="mt-1 list-disc space-y-1 pl-5 text-sm">
            {weaknesses.map((weakness) => (
              <li key={weakness}>{weakness}</li>
            ))}
          </ul>
        </Banner>
      ) : (
        <Banner className="mb-6">{t('plain')}</Banner>
      )}
      <SettingGroup title={t('proxy')} hint={t('proxyHint')}>
        <ProxyForm key={proxy} proxy={proxy} />
      </SettingGroup>
      <SettingGroup title={t('authorities')} hint={t('authoritiesHint')}>
        <Authorities certificates={network.data.certificates} />
      </SettingGroup>
      <Doors />
    </>
  );
}

function Doors() {
  const { t } = useTranslation('network');
  const egress = useEndpoint('getEgress', { isFresh: true });
  if (egress.isPending) return <Skeleton lines={3} />;
  if (!egress.data) return <ErrorState error={egress.error} onRetry={() => egress.refetch()} />;
  const { doors, data } = egress.data;
  return (
    <>
      <SettingGroup title={t('doors')} hint={t('doorsHint')}>
        {doors.length === 0 ? (
          <p className="text-ink-muted">{t('doorsEmpty')}</p>
        ) : (
          <Card>
            <ul className="divide-y divide-line">
              {doors.map((door) => (
                <li key={door.id} className="px-4 py-2.5 select-text">
                  <div className="flex flex-wrap items-center gap-2">
                    <p className="font-medium break-all">{placeOf(door)}</p>
                    {door.network === 'private' ? <Badge tone="asked">{t('private')}</Badge> : null}
                    {door.credential === null ? null : (
                      <Badge tone="accent">{t('with', { name: door.credential })}</Badge>
                    )}
                  </div>
                  <p className="text-sm text-ink-muted">
                    {door.reason} <RelativeTime at={door.created_at} />
                  </p>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </SettingGroup>
      <SettingGroup title={t('left')} hint={t('leftHint')}>
        {data.length === 0 ? (
          <p className="text-ink-muted">{t('leftEmpty')}</p>
        ) : (
          <Card className="max-h-96 overflow-y-auto px-4">
            <ul>
              {data.slice(0, 100).map((entry) => (
                <EgressEntry key={entry.id} entry={entry} />
              ))}
            </ul>
          </Card>
        )}
      </SettingGroup>
    </>
  );
}
