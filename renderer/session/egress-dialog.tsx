import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { Dialog } from '../ui/index.ts';
import { EgressEntry } from './egress-entry.tsx';

/** Every request of a session that left or was stopped at the door, newest first. */
export function EgressDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTranslation('session');
  const { data, error } = useEndpoint('listSessionEgress', { params: { id: sessionId }, isFresh: true });
  const entries = [...(data?.data ?? [])].reverse();
  return (
    <Dialog isOpen width="lg" onClose={onClose} title={t('whatLeft')} description={t('whatLeftText')}>
      {error ? <p className="text-sm text-denied">{t('whatLeftFailed')}</p> : null}
      <ul>
        {entries.map((entry) => (
          <EgressEntry key={entry.id} entry={entry} />
        ))}
      </ul>
    </Dialog>
  );
}
