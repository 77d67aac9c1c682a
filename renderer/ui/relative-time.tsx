import { useTranslation } from 'react-i18next';
import { formatAbsolute, formatRelative } from '../lib/dates.ts';
import { useNow } from '../lib/use-now.ts';

/** "3 minutes ago"; hovering shows date and time. `at` is RFC 3339. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={at} title={formatAbsolute(at, i18n.language)} className={className}>
      {formatRelative(at, now, i18n.language)}
    </time>
  );
}
