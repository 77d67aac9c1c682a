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
    </>
  );
}
