import { Archive, SearchX } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DateGroup } from '../lib/dates.ts';
import { useRoute } from '../router/router.ts';
import { Empty, ErrorState, IconButton, moveAmongRows, SearchInput, Skeleton } from '../ui/index.ts';
import { SessionRow } from './session-row.tsx';
import { type SessionGroup, useSessionList } from './use-session-list.ts';

const headings = {
  today: 'groupToday',
  yesterday: 'groupYesterday',
  week: 'groupWeek',
  month: 'groupMonth',
  older: 'groupOlder',
} as const satisfies Record<DateGroup, string>;

/** Search, archive switch and the sessions themselves. Esc in the search clears it; arrow keys walk the rows. */
export function SessionList() {
  const { t } = useTranslation('shell');
  const [search, setSearch] = useState('');
  const [isArchived, setIsArchived] = useState(false);
  const query = useDeferredValue(search.trim());
  const { list, rows, groups } = useSessionList(query, isArchived);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move the focus among the links inside
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={moveAmongRows}>
      <div className="flex items-center gap-1 px-3 pt-3 pb-2">
        <SearchInput
          id="session-search"
          value={search}
          label={t('searchPlaceholder')}
          onChange={setSearch}
          fieldClassName="border-line-strong bg-surface"
        />
        <IconButton
          label={isArchived ? t('active') : t('archived')}
          icon={<Archive />}
          aria-pressed={isArchived}
          onClick={() => setIsArchived(!isArchived)}
          className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
        />
      </div>
      <nav
        aria-label={isArchived ? t('archived') : t('sessions')}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-4"
      >
        {list.isPending ? <Skeleton lines={8} className="px-2 pt-3" /> : null}
        {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
        {list.isSuccess && rows.length === 0 ? <NothingListed query={query} isArchived={isArchived} /> : null}
        <Groups groups={groups} query={query} />
        {list.hasNextPage ? <LoadMore onVisible={() => list.fetchNextPage()} /> : null}
      </nav>
    </div>
  );
}

function Groups({ groups, query }: { groups: readonly SessionGroup[]; query: string }) {
  const { t } = useTranslation('shell');
  const { segments } = useRoute();
  const selected = segments[0] === 'sessions' ? segments[1] : undefined;
  return groups.map(({ group, rows }) => (
    <section key={`${group}-${rows[0]?.id}`} aria-label={t(headings[group])}>
      <h2 className="px-2 pt-3 pb-1 text-xs font-medium text-ink-faint">{t(headings[group])}</h2>
      <ul>
        {rows.map((row) => (
          <SessionRow key={row.id} row={row} isSelected={row.id === selected} showsSnippet={query !== ''} />
        ))}
      </ul>
    </section>
  ));
}

function NothingListed({ query, isArchived }: { query: string; isArchived: boolean }) {
  const { t } = useTranslation('shell');
  if (query) return <Empty icon={<SearchX />} title={t('noMatch', { query })} />;
  if (isArchived) return <Empty icon={<Archive />} title={t('archivedEmpty')} />;
  return <Empty title={t('sessionsEmpty')}>{t('sessionsEmptyText')}</Empty>;
}

/** Asks for the next page once it is scrolled into view. */
function LoadMore({ onVisible }: { onVisible: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onVisible);
  latest.current = onVisible;
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current());
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={end}>
      <Skeleton lines={2} className="px-2 py-3" />
    </div>
  );
}
