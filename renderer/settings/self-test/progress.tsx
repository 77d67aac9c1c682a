import { useTranslation } from 'react-i18next';
import type { SelfTest } from '../../api/index.ts';
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
      <div
        role="progressbar"
        aria-label={t('adversaries')}
        aria-valuemin={0}
        aria-valuemax={total || 1}
        aria-valuenow={done}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${total > 0 ? (done / total) * 100 : 0}%` }}
        />
      </div>
      <p className="mt-2 text-sm text-ink-muted">{t('progressHint')}</p>
    </div>
  );
}
