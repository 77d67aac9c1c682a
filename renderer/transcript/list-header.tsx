import { useTranslation } from 'react-i18next';
import { Spinner } from '../ui/index.ts';

/** Above the oldest row that is there: more is coming, or nothing. */
export function ListHeader({ hasOlder, isLoading }: { hasOlder: boolean; isLoading: boolean }) {
  const { t } = useTranslation('transcript');
  if (!hasOlder && !isLoading) return null;
  return (
    <p role="status" className="flex h-12 items-center justify-center gap-2 text-sm text-ink-muted">
      <Spinner /> {t('loadingOlder')}
    </p>
  );
}
