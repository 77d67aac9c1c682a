import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { showSessionDetail } from '../state/session-meter.ts';
import { Button } from '../ui/index.ts';

/** How much left this session, in short. */
export function EgressPart({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('session');
  const { data } = useEndpoint('listSessionEgress', { params: { id: sessionId }, isFresh: true });
  if (!data) return null;
  const sent = data.data.filter(({ outcome }) => outcome !== 'refused');
  const hosts = new Set(sent.map(({ host }) => host)).size;
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h2 className="font-medium">{t('whatLeft')}</h2>
      <p className="mt-1 text-sm text-ink-muted">
        {sent.length === 0
          ? t('nothingLeft')
          : `${t('requests', { count: sent.length })}, ${t('hosts', { count: hosts })}`}
      </p>
      {data.data.length > 0 ? (
        <Button size="sm" className="mt-2" onClick={() => showSessionDetail('egress')}>
          {t('seeWhatLeft')}
        </Button>
      ) : null}
    </section>
  );
}
