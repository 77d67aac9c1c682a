import { useTranslation } from 'react-i18next';
import { AlarmsElsewhere, useAlarmsElsewhere } from '../alarms/index.ts';
import { useConnection, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { links, useRoute } from '../router/router.ts';
import { useShell } from '../state/shell.ts';
import { Banner, Button, buttonClasses } from '../ui/index.ts';
import { useLockedBanner } from '../vault-key/index.ts';
import { wordsOf } from './model-chip.tsx';

/** What the owner must know on every page: an alarm, a lost connection, or a model that does not work. */
export function Banners() {
  const { t } = useTranslation('shell');
  const connection = useConnection((state) => state.state);
  const status = useEndpoint('getStatus').data;
  const isSidebarOpen = useShell((state) => state.isSidebarOpen);
  const isInSettings = useRoute().segments[0] === 'settings';
  const model = status?.model;
  const isModelBroken =
    model && !status.degraded && !['ready', 'unchecked'].includes(model.state) && !isInSettings;
  const alarms = useAlarmsElsewhere();
  const locked = useLockedBanner();
  if (alarms.length === 0 && !locked && connection !== 'lost' && !isModelBroken && !status?.degraded)
    return null;
  return (
    <div className={classNames('space-y-2 px-4 pt-3', !isSidebarOpen && 'pl-14')}>
      <AlarmsElsewhere alarms={alarms} />
      {connection === 'lost' ? <Banner tone="warning">{t('connectionLost')}</Banner> : null}
      {status?.degraded ? (
        <Banner
          tone="danger"
          action={
            // looking around lasts until the window is opened anew
            <Button size="sm" onClick={() => window.location.reload()}>
              {t('degradedBannerAction')}
            </Button>
          }
        >
          {t('degradedBanner')}
        </Banner>
      ) : null}
      {locked}
      {isModelBroken ? (
        <Banner
          tone={model.state === 'no_network' ? 'warning' : 'danger'}
          action={
            <a href={`#${links.settings('model')}`} className={buttonClasses('secondary', 'sm')}>
              {t('modelSettings')}
            </a>
          }
        >
          {model.message || t(wordsOf(model.state))}
        </Banner>
      ) : null}
    </div>
  );
}
