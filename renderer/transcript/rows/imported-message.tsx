import { useTranslation } from 'react-i18next';
import { formatAbsolute } from '../../lib/dates.ts';
import { TrustBadge } from '../../memory/trust-badge.tsx';
import type { EventOf } from '../model/items.ts';
import { Forgotten } from './user-message.tsx';

/** Something that was said elsewhere and imported: by whom, when, and whether the owner vouches for it. */
export function ImportedMessage({ event }: { event: EventOf<'holdfast.imported_message'> }) {
  const { t, i18n } = useTranslation('transcript');
  const { speaker, said_at, trust, content } = event;
  return (
    <article aria-label={t('importedBy', { name: speaker ?? t('document') })}>
      <p className="flex items-center gap-2 text-sm text-ink-muted">
        <span className="min-w-0 truncate font-medium text-ink">{speaker ?? t('document')}</span>
        {said_at === undefined ? null : (
          <time dateTime={said_at}>{formatAbsolute(said_at, i18n.language)}</time>
        )}
        <TrustBadge trust={trust} />
      </p>
      {content.map((block, index) =>
        block.type === 'text' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is in the log never changes its order
          <p key={index} className="mt-1 text-md [overflow-wrap:anywhere] whitespace-pre-wrap select-text">
            {block.text}
          </p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is in the log never changes its order
          <Forgotten key={index} />
        ),
      )}
    </article>
  );
}
