import { useTranslation } from 'react-i18next';
import { type Alarm, useEndpoint } from '../api/index.ts';
import { links, useRoute } from '../router/router.ts';
import { Banner, buttonClasses } from '../ui/index.ts';

/** Open alarms, one a session, but of the session that is being looked at, which tells of it itself. */
export function useAlarmsElsewhere(): Alarm[] {
  const [section, shown] = useRoute().segments;
  const alarms = useEndpoint('listAlarms', { query: {} }).data?.data ?? [];
  const others = new Map(
    alarms
      .filter(({ session_id }) => section !== 'sessions' || session_id !== shown)
      .map((alarm) => [alarm.session_id, alarm]),
  );
  return [...others.values()];
}

/** On every page. */
export function AlarmsElsewhere({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation('alarms');
  return alarms.map(({ session_id: id, session_title: title }) => (
    <Banner
      key={id}
      tone="danger"
      action={
        <a href={`#${links.session(id)}`} className={buttonClasses('secondary', 'sm')}>
          {t('open')}
        </a>
      }
    >
      {t('elsewhere', { title })}
    </Banner>
  ));
}
