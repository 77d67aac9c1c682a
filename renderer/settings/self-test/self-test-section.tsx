import { useTranslation } from 'react-i18next';
import { type SelfTest, useEndpoint, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Banner, Button, ErrorState, Skeleton } from '../../ui/index.ts';
import { SettingGroup } from '../parts.tsx';
import { Findings } from './findings.tsx';
import { Progress } from './progress.tsx';
import { RecordedAttacks } from './recorded-attacks.tsx';

const limits = ['scripted', 'model', 'copy', 'yes', 'interval'] as const;

/** Whether Holdfast holds, tried out on this computer: what was played, how it came out, and what that does not prove. */
export function SelfTestSection() {
  const { t } = useTranslation('selfTest');
  const test = useEndpoint('getSelfTest', { isFresh: true });
  return (
    <>
      <SettingGroup
        title={t('adversaries')}
        hint={t('adversariesHint')}
        action={test.data ? <Run test={test.data} /> : null}
      >
        {test.isPending ? (
          <Skeleton lines={4} />
        ) : !test.data ? (
          <ErrorState error={test.error} onRetry={() => test.refetch()} />
        ) : (
          <State test={test.data} />
        )}
      </SettingGroup>
      <SettingGroup title={t('limits')} hint={t('limitsHint')}>
        <ul className="list-disc space-y-1.5 pl-5 select-text">
          {limits.map((limit) => (
            <li key={limit}>{t(`limit.${limit}`)}</li>
          ))}
        </ul>
      </SettingGroup>
      <RecordedAttacks />
    </>
  );
}

function Run({ test: { running } }: { test: SelfTest }) {
  const { t } = useTranslation(['selfTest', 'common']);
  const start = useEndpointMutation('startSelfTest', ['self_test']);
  const cancel = useEndpointMutation('cancelSelfTest', ['self_test']);
  return running === null ? (
    <Button isBusy={start.isPending} onClick={() => start.mutate({}, { onError: showFailure })}>
      {t('start')}
    </Button>
  ) : (
    <Button isBusy={cancel.isPending} onClick={() => cancel.mutate({}, { onError: showFailure })}>
      {t('common:cancel')}
    </Button>
  );
}

function State({ test: { running, failed, result } }: { test: SelfTest }) {
  const { t } = useTranslation('selfTest');
  return (
    <div className="space-y-4">
      {running ? <Progress running={running} /> : null}
      {failed !== null && running === null ? (
        <Banner tone="danger">
          <p className="font-medium">{t('failed')}</p>
          <p className="text-sm break-words">{failed}</p>
        </Banner>
      ) : null}
      {result ? (
        <Findings result={result} />
      ) : running ? null : (
        <p className="text-ink-muted">{t('never')}</p>
      )}
    </div>
  );
}
