import { useTranslation } from 'react-i18next';
import { CanariesSetting } from '../alarms/index.ts';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { ErrorState, Skeleton, Switch } from '../ui/index.ts';
import { SettingGroup, SettingRow } from './parts.tsx';

/** What watches, and what decides, beyond rules and grants. */
export function SafetySection() {
  return (
    <>
      <CanariesSetting />
      <JudgeSetting />
    </>
  );
}

/** Whether a model may answer for the owner where a call can be undone and they named its target. */
function JudgeSetting() {
  const { t } = useTranslation('settings');
  const judge = useEndpoint('getJudge');
  const set = useEndpointMutation('setJudge', ['settings']);
  if (judge.isPending) return <Skeleton lines={2} />;
  if (!judge.data) return <ErrorState error={judge.error} onRetry={() => judge.refetch()} />;
  return (
    <SettingGroup title={t('judgeTitle')} hint={t('judgeHint')}>
      <SettingRow
        title={t('judgeOn')}
        hint={
          judge.data.is_on ? (
            <a className="text-accent underline" href={`#${links.settings('rules')}`}>
              {t('judgeTools')}
            </a>
          ) : null
        }
      >
        <Switch
          label={t('judgeOn')}
          isOn={judge.data.is_on}
          onChange={(is_on) => set.mutate({ body: { is_on } }, { onError: showFailure })}
        />
      </SettingRow>
    </SettingGroup>
  );
}
