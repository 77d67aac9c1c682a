import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../api/index.ts';
import { ProgressBar } from '../ui/index.ts';

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
      <ProgressBar label={words} done={done} total={total} />
    </div>
  );
}
