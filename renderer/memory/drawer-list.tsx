import { useInfiniteQuery } from '@tanstack/react-query';
import { DoorOpen, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { call, type Drawer, type PalaceHit, useEndpoint } from '../api/index.ts';
import {
  Button,
  Empty,
  ErrorState,
  Highlighted,
  ListRow,
  moveAmongRows,
  RelativeTime,
  Skeleton,
} from '../ui/index.ts';
import { TrustBadge } from './trust-badge.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** The drawers of the chosen place, newest first; with words to search for, those that hold them. */
export function DrawerList({ place, query }: { place: MemoryPlace; query: string }) {
  const { t } = useTranslation('memory');
  return (
    <section
      aria-label={t('drawers')}
      onKeyDown={moveAmongRows}
      className="flex min-h-0 flex-col overflow-y-auto p-2"
    >
      {query ? <Found place={place} query={query} /> : <Listed place={place} />}
    </section>
  );
}

function Found({ place, query }: { place: MemoryPlace; query: string }) {
  const { t } = useTranslation('memory');
  const search = useEndpoint('searchPalace', {
    query: { q: query, wing: place.wing, room: place.room, limit: 50 },
    keepPrevious: true,
  });
  if (search.isPending) return <Skeleton lines={6} className="p-3" />;
  if (!search.data) return <ErrorState error={search.error} onRetry={() => search.refetch()} />;
  const hits = search.data.data;
  if (hits.length === 0) {
    return (
      <Empty icon={<SearchX />} title={t('noHit', { query })}>
        {t('noHitText')}
      </Empty>
    );
  }
  return (
    <>
      <p role="status" className="px-2.5 pt-1 pb-2 text-sm text-ink-muted">
        {t('results', { count: hits.length })}
      </p>
      <Rows drawers={hits} place={place} />
    </>
  );
}

function Listed({ place }: { place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  const list = useInfiniteQuery({
    queryKey: ['listDrawers', 'pages', place.wing, place.room],
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam ? { page: pageParam } : {};
      return call('listDrawers', {
        query: { wing: place.wing, room: place.room, limit: 50, ...page },
        signal,
      });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page,
  });
  if (list.isPending) return <Skeleton lines={9} className="p-3" />;
  if (!list.data) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const drawers = list.data.pages.flatMap((page) => page.data);
  if (drawers.length === 0) return <Empty icon={<DoorOpen />} title={t('emptyRoom')} />;
  return (
    <>
      <Rows drawers={drawers} place={place} />
      {list.hasNextPage ? (
        <Button
          variant="ghost"
          isBusy={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
          className="mt-2"
        >
          {t('loadMore')}
        </Button>
      ) : null}
    </>
  );
}

function Rows({ drawers, place }: { drawers: readonly (Drawer | PalaceHit)[]; place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  return (
    <ul className="space-y-0.5">
      {drawers.map((drawer) => (
        <li key={drawer.id} className="[contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]">
          <ListRow
            href={`#${hrefOf({ ...place, drawer: drawer.id })}`}
            isSelected={place.drawer === drawer.id}
            className="py-2"
          >
            <span className="line-clamp-3 break-words">
              {'snippet' in drawer ? (
                <Highlighted text={drawer.snippet.text} marks={drawer.snippet.marks} />
              ) : (
                drawer.text.slice(0, 400)
              )}
            </span>
            <span className="mt-1.5 flex items-center gap-2 text-sm text-ink-faint">
              <TrustBadge trust={drawer.trust} />
              <RelativeTime at={drawer.created_at} className="ml-auto shrink-0" />
            </span>
            {place.room ? null : (
              <span className="mt-1 block truncate text-sm text-ink-faint">
                {t('placeOf', { wing: drawer.wing.name, room: drawer.room.name })}
              </span>
            )}
          </ListRow>
        </li>
      ))}
    </ul>
  );
}
