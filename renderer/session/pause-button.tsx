import { CirclePause, Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Badge, Button } from '../ui/index.ts';

/** Holds a running session where it is, and lets a paused one go on. */
export function PauseButton({ session }: { session: SessionDetail }) {
  const { t } = useTranslation('session');
  const pause = useEndpointMutation('pause', ['sessions']);
  const resume = useEndpointMutation('resume', ['sessions']);
  const target = { params: { id: session.id } };
  if (session.paused) {
    return (
      <>
        <Badge tone="asked" icon={<CirclePause aria-hidden />}>
          {t(session.status === 'running' ? 'pausing' : 'paused')}
        </Badge>
        <Button
          size="sm"
          icon={<Play />}
          isBusy={resume.isPending}
          onClick={() => resume.mutate(target, { onError: showFailure })}
        >
          {t('resume')}
        </Button>
      </>
    );
  }
  if (session.status !== 'running' && session.status !== 'rescheduling') return null;
  return (
    <Button
      size="sm"
      icon={<Pause />}
      isBusy={pause.isPending}
      onClick={() => pause.mutate(target, { onError: showFailure })}
    >
      {t('pause')}
    </Button>
  );
}
