import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../api/index.ts';

/** How far reading or taking is. */
export function ImportProgress({ summary: { state, progress } }: { summary: ImportSummary }) {
  const { t } = useTranslation('imports');
  const { done, total } = progress ?? { done: 0, total: 0 };
  const words = state === 'taking' ? t('progress.taking', { done, total }) : t('progress.reading');
  return (
    <div className="mt-3">
      <p role="status" className="text-sm text-ink-muted tabular-nums">
        {words}
      </p>
      <div
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={total || 1}
        aria-valuenow={done}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${total > 0 ? (done / total) * 100 : 3}%` }}
        />
      </div>
    </div>
  );
}
