import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/durations.ts';
import { Spinner } from '../../ui/index.ts';
import { useElapsed } from '../use-elapsed.ts';

/** Something is going on, and for how long already. */
export function Working({ since, isRetrying }: { since: string; isRetrying: boolean }) {
  const { t, i18n } = useTranslation('transcript');
  const elapsedMs = Math.floor(useElapsed(since) / 1000) * 1000;
  return (
    <p className="flex h-7 items-center gap-2 text-ink-muted">
      <Spinner className="text-accent" />
      {t(isRetrying ? 'waitingToRetry' : 'working')}
      {elapsedMs >= 2000 ? (
        <span className="text-ink-faint tabular-nums">{formatDuration(elapsedMs, i18n.language)}</span>
      ) : null}
    </p>
  );
}
