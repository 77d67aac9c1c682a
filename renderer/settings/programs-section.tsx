import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { ErrorState, Skeleton, Switch } from '../ui/index.ts';
import { SettingGroup, SettingRow } from './parts.tsx';

/** Whether the agent may ask to run programs of the computer. */
export function ProgramsSection() {
  const { t } = useTranslation('settings');
  const commands = useEndpoint('getHostCommands');
  const set = useEndpointMutation('setHostCommands', ['settings']);
  if (commands.isPending) return <Skeleton lines={3} />;
  if (!commands.data) return <ErrorState error={commands.error} onRetry={() => commands.refetch()} />;
  const { is_on: isOn, missing } = commands.data;
  return (
    <SettingGroup title={t('programsTitle')} hint={t('programsHint')}>
      {missing.length > 0 ? (
        <Missing reasons={missing} />
      ) : (
        <SettingRow title={t('programsLabel')}>
          <Switch
            label={t('programsLabel')}
            isOn={isOn}
            onChange={(is_on) => set.mutate({ body: { is_on } }, { onError: showFailure })}
          />
        </SettingRow>
      )}
    </SettingGroup>
  );
}

function Missing({ reasons }: { reasons: readonly string[] }) {
  const { t } = useTranslation('settings');
  return (
    <div className="text-sm">
      <p>{t('programsOff')}</p>
      <ul className="mt-1 list-disc pl-5 text-ink-muted">
        {reasons.map((reason) => (
          <li key={reason} className="break-words">
            {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
