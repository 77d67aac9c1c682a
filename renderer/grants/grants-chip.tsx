import { ShieldPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { Tooltip } from '../ui/index.ts';
import { openGrants } from './open-grants.ts';

/** Shows while the task may do something without asking; opens the list. */
export function GrantsChip({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('grants');
  const count = useEndpoint('listCallGrants', { params: { id: sessionId } }).data?.data.length ?? 0;
  if (count === 0) return null;
  const chip = (
    <button
      type="button"
      aria-label={`${t('chip', { count })}. ${t('title')}`}
      onClick={() => openGrants.show(sessionId)}
      className="flex h-6 items-center gap-1.5 rounded-full bg-allowed-soft px-2.5 text-sm font-medium text-allowed"
    >
      <ShieldPlus aria-hidden className="size-3.5" />
      {t('chip', { count })}
    </button>
  );
  return <Tooltip text={t('title')} trigger={chip} />;
}
