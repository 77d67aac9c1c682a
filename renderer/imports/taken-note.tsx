import { useTranslation } from 'react-i18next';
import { type ImportSummary, useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { Banner, buttonClasses } from '../ui/index.ts';

/** What became memory, and where it is. */
export function TakenNote({ summary: { taken, wing } }: { summary: ImportSummary }) {
  const { t } = useTranslation('imports');
  const place = useEndpoint('listWings').data?.data.find(
    ({ name, kind }) => name === wing && kind === 'import',
  );
  if (taken === null) return null;
  const { messages, conversations, known, forgotten, redacted } = taken;
  return (
    <Banner
      className="mt-3"
      action={
        place ? (
          <a href={`#${links.room(place.id)}`} className={buttonClasses('secondary', 'sm')}>
            {t('show')}
          </a>
        ) : null
      }
    >
      <p>{messages === 0 ? t('takenNone') : t('taken', { messages, conversations })}</p>
      <p className="text-sm text-ink-muted">
        {[
          known > 0 ? t('takenKnown', { count: known }) : '',
          forgotten > 0 ? t('takenForgotten', { count: forgotten }) : '',
          redacted > 0 ? t('takenRedacted', { count: redacted }) : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </Banner>
  );
}
