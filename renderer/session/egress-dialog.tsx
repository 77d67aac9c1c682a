import { useTranslation } from 'react-i18next';
import { type EgressEntryView, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { formatBytes } from '../lib/dates.ts';
import { Badge, Dialog, RelativeTime } from '../ui/index.ts';

/** Every request of a session that left or was stopped at the door, newest first. */
export function EgressDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t, i18n } = useTranslation('session');
  const { data, error } = useEndpoint('listSessionEgress', { params: { id: sessionId }, isFresh: true });
  const entries = [...(data?.data ?? [])].reverse();
  const size = (bytes: number) => formatBytes(bytes, i18n.language);
  return (
    <Dialog isOpen width="lg" onClose={onClose} title={t('whatLeft')} description={t('whatLeftText')}>
      {error ? <p className="text-sm text-denied">{t('whatLeftFailed')}</p> : null}
      <ul>
        {entries.map((entry) => (
          <li key={entry.id} className="border-b border-line py-2.5 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <span className="font-medium break-all">{placeOf(entry)}</span>
              <Outcome entry={entry} />
              {entry.credential === null ? null : (
                <Badge tone="accent">{t('withCredential', { name: entry.credential })}</Badge>
              )}
              <span className="ml-auto text-ink-muted">
                <RelativeTime at={entry.at} />
              </span>
            </div>
            <p className="mt-0.5 text-ink-muted tabular-nums">
              <span className="font-mono text-xs break-all">
                {entry.method} {entry.path}
              </span>
              <span className="ml-3 whitespace-nowrap">
                {t('bytesBothWays', { out: size(entry.bytes_out), back: size(entry.bytes_in) })}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Outcome({ entry: { outcome, status, error } }: { entry: EgressEntryView }) {
  const { t } = useTranslation('session');
  const isBad = outcome === 'refused' || outcome === 'failed';
  const words =
    outcome === 'answered'
      ? t('egressOutcome.answered', { status: status ?? 0 })
      : outcome === 'sent'
        ? t('egressOutcome.sent')
        : t(`egressOutcome.${outcome}`, { why: error ?? '' });
  return <span className={classNames(isBad ? 'text-denied' : 'text-ink-muted')}>{words}</span>;
}

/** The port only where it is not the usual one, and the scheme where others can read along. */
function placeOf({ scheme, host, port }: EgressEntryView): string {
  const name = host.includes(':') ? `[${host}]` : host;
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme === 'http' ? 'http://' : ''}${name}${isUsual ? '' : `:${port}`}`;
}
