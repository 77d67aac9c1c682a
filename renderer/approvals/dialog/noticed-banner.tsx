import { useTranslation } from 'react-i18next';
import type { Approval } from '../../api/index.ts';
import { Banner } from '../../ui/index.ts';
import { useToolName } from '../tool-name.ts';
import { VisibleText } from '../visible/visible-text.tsx';

/** What the agent read before it asks that hid something or commanded its reader. A hint: the question is the same without it. */
export function NoticedBanner({ noticed }: { noticed: Approval['noticed'] }) {
  const { t } = useTranslation('approvals');
  const nameOf = useToolName();
  if (noticed.length === 0) return null;
  return (
    <Banner tone="warning">
      <p className="font-medium">{t('noticedTitle')}</p>
      <ul className="mt-1 space-y-1 text-sm">
        {noticed.map(({ event_id, tool, hidden, imitations, quotes }) => (
          <li key={event_id}>
            {t('noticedIn', { tool: nameOf(tool) })}{' '}
            {[
              hidden > 0 ? t('noticedHidden', { count: hidden }) : '',
              imitations > 0 ? t('noticedImitations', { count: imitations }) : '',
            ]
              .filter(Boolean)
              .join(', ')}
            {quotes.map((quote) => (
              <q key={quote} className="mt-0.5 block italic">
                <VisibleText text={quote} />
              </q>
            ))}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
