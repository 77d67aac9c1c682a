import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { SettingGroup, SettingRow } from '../settings/parts.tsx';
import { Button, ErrorState, RelativeTime, Skeleton, Switch, toast } from '../ui/index.ts';

/** Planted secrets: on or off, where they are, and new ones. */
export function CanariesSetting() {
  const { t } = useTranslation('alarms');
  const canaries = useEndpoint('getCanaries');
  const set = useEndpointMutation('setCanaries', ['settings']);
  if (canaries.isPending) return <Skeleton lines={4} />;
  if (!canaries.data) return <ErrorState error={canaries.error} onRetry={() => canaries.refetch()} />;
  const { is_on: isOn, planted_at: plantedAt, paths } = canaries.data;
  return (
    <SettingGroup title={t('settingsTitle')} hint={t('settingsHint')}>
      <SettingRow title={t('settingsOn')}>
        <Switch
          label={t('settingsOn')}
          isOn={isOn}
          onChange={(is_on) => set.mutate({ body: { is_on } }, { onError: showFailure })}
        />
      </SettingRow>
      {isOn ? (
        <>
          <SettingRow
            title={t('settingsWhere')}
            hint={
              <ul className="font-mono">
                {paths.map((path) => (
                  <li key={path}>{path}</li>
                ))}
              </ul>
            }
          >
            {plantedAt ? <RelativeTime at={plantedAt} className="text-sm text-ink-muted" /> : null}
          </SettingRow>
          <SettingRow title={t('replant')} hint={t('replantHint')}>
            <Button
              size="sm"
              isBusy={set.isPending}
              onClick={() =>
                set.mutate(
                  { body: { replant: true } },
                  { onError: showFailure, onSuccess: () => toast.done(t('replanted')) },
                )
              }
            >
              {t('replant')}
            </Button>
          </SettingRow>
        </>
      ) : null}
    </SettingGroup>
  );
}
