import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Segmented, Skeleton } from '../ui/index.ts';
import { SettingRow } from './parts.tsx';
import { useSettings } from './use-settings.ts';

export function AppearanceSection() {
  const { t } = useTranslation('settings');
  const { settings, change } = useSettings();
  if (!settings) return <Skeleton />;
  return (
    <SettingRow title={t('theme')} hint={t('themeHint')}>
      <Segmented
        label={t('theme')}
        value={settings.theme}
        onChange={(theme) => change({ theme })}
        options={[
          { value: 'system', label: t('themeSystem'), icon: <Monitor /> },
          { value: 'light', label: t('themeLight'), icon: <Sun /> },
          { value: 'dark', label: t('themeDark'), icon: <Moon /> },
        ]}
      />
    </SettingRow>
  );
}
