import { useTranslation } from 'react-i18next';
import { type Drawer, useEndpoint } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** The other words that stood, or stand, in this drawer's place; nothing where it was never revised. */
export function DrawerVersions({ drawer, place }: { drawer: Drawer; place: MemoryPlace }) {
  const { t, i18n } = useTranslation('memory');
  const versions = useEndpoint('getDrawerHistory', { params: { id: drawer.id } }).data?.versions ?? [];
  if (versions.length < 2) return null;
  const newest = versions.at(-1);
  return (
    <section aria-labelledby="versions" className="mt-5">
      <h2 id="versions" className="text-sm font-medium">
        {t(newest?.id === drawer.id ? 'versions' : 'versionsOld')}
      </h2>
      <ol className="mt-1.5 space-y-1 text-sm">
        {versions.map((version) => (
          <li key={version.id} className="flex gap-3">
            <time dateTime={version.created_at} className="shrink-0 text-ink-faint">
              {formatAbsolute(version.created_at, i18n.language)}
            </time>
            {version.id === drawer.id ? (
              <span className="min-w-0 break-words text-ink-muted">{t('versionShown')}</span>
            ) : (
              <a
                href={`#${hrefOf({ ...place, drawer: version.id })}`}
                className="line-clamp-2 min-w-0 rounded-sm break-words text-accent hover:underline"
              >
                {version.text.slice(0, 200)}
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
