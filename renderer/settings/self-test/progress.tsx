import { useTranslation } from 'react-i18next';
import type { SelfTest } from '../../api/index.ts';
import { ProgressBar } from '../../ui/index.ts';
import { useCaseTitle } from './use-case-title.ts';

/** How far the run is; announced by its words, not by every step of the bar. */
export function Progress({
  running: { done, total, current },
}: {
  running: NonNullable<SelfTest['running']>;
}) {
  const { t } = useTranslation('selfTest');
  const titleOf = useCaseTitle();
  return (
    <div className="rounded-lg border border-line px-4 py-3">
      <div className="flex justify-between gap-4 text-sm">
        <p className="min-w-0 truncate">{current === null ? t('opening') : titleOf(current)}</p>
        <p className="shrink-0 text-ink-muted tabular-nums">
          {total > 0 ? t('progress', { done, total }) : ''}
        </p>
      </div>
      <ProgressBar label={t('adversaries')} done={done} total={total} />
      <p className="mt-2 text-sm text-ink-muted">{t('progressHint')}</p>
    </div>
  );
}
