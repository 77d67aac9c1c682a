import { useTranslation } from 'react-i18next';
import { Select, Skeleton, Switch } from '../ui/index.ts';
import { SettingRow } from './parts.tsx';
import { useSettings } from './use-settings.ts';

export function BehaviourSection() {
  const { t } = useTranslation('settings');
  const { settings, change } = useSettings();
  if (!settings) return <Skeleton />;
  return (
    <>
      <SettingRow title={t('closeLabel')}>
        <Select
          label={t('closeLabel')}
          value={settings.close_behaviour}
          onChange={(close_behaviour) => change({ close_behaviour })}
          className="w-56"
          options={[
            { value: 'ask', label: t('closeAsk') },
            { value: 'tray', label: t('closeTray') },
            { value: 'stop', label: t('closeStop') },
          ]}
        />
      </SettingRow>
      <SettingRow title={t('notificationsLabel')} hint={t('notificationsHint')}>
        <Switch
          label={t('notificationsLabel')}
          isOn={settings.notifications}
          onChange={(notifications) => change({ notifications })}
        />
      </SettingRow>
      <SettingRow title={t('timeoutLabel')} hint={t('timeoutHint')}>
        <Select
          label={t('timeoutLabel')}
          value={String(settings.approval_timeout_minutes ?? never)}
          onChange={(chosen) =>
            change({ approval_timeout_minutes: chosen === never ? null : Number.parseInt(chosen, 10) })
          }
          className="w-56"
          options={[
            { value: never, label: t('timeoutNever') },
            ...timeouts(settings.approval_timeout_minutes).map((minutes) => ({
              value: String(minutes),
              label: minutes < 60 ? t('minutes', { count: minutes }) : t('hours', { count: minutes / 60 }),
            })),
          ]}
        />
      </SettingRow>
    </>
  );
}

const never = 'never';

/** The usual choices, and the one that a script may have set. */
function timeouts(chosen: number | null): number[] {
  const all = new Set([15, 60, 240, 1440, ...(chosen === null ? [] : [chosen])]);
  return [...all].sort((left, right) => left - right);
}
