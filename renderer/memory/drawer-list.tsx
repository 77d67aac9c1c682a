import { useInfiniteQuery } from '@tanstack/react-query';
import { DoorOpen, SearchX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Drawer, useEndpoint } from '../api/index.ts';
import { Button, buttonClasses, Empty, ErrorState, moveAmongRows, Skeleton } from '../ui/index.ts';
import { DrawerRows, type Selection } from './drawer-rows.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import { RoomHeader } from './room-header.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useHallCounts } from './use-hall-counts.ts';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** The drawers of the chosen place, newest first; with words to search for, those that hold them. */
export function DrawerList(props: { place: MemoryPlace; onSearch: (words: string) => void }) {
  const { place, onSearch } = props;
  const { t } = useTranslation('memory');
  const query = useDeferredValue(place.search.trim());
  const [chosen, setChosen] = useState<ReadonlyMap<string, Drawer> | null>(null);
  const selection: Selection | null = chosen && {
    chosen,
    choose: (drawers, is) => {
      const next = new Map(chosen);
      for (const drawer of drawers) is ? next.set(drawer.id, drawer) : next.delete(drawer.id);
      setChosen(next);
    },
  };
  return (
    <section aria-label={t('drawers')} onKeyDown={moveAmongRows} className="flex min-h-0 min-w-0 flex-col">
      <ListToolbar
        place={place}
        onSearch={onSearch}
        isChoosing={chosen !== null}
        onChoose={(is) => setChosen(is ? new Map() : null)}
      />
      <div className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto">
        {place.room && !query ? <RoomHeader roomId={place.room} place={place} /> : null}
        <div className="flex flex-1 flex-col p-2">
          {query ? (
            <Found place={place} query={query} selection={selection} />
          ) : (
            <Listed place={place} selection={selection} />
          )}
        </div>
      </div>
      {chosen ? (
        <SelectionBar chosen={[...chosen.values()]} place={place} onDone={() => setChosen(null)} />
      ) : null}
    </section>
  );
}

/** As many as a search gives. */
const mostFound = 100;

interface ListProps {
  place: MemoryPlace;
  selection: Selection | null;
}

function Found({ place, query, selection }: ListProps & { query: string }) {
  const { t } = useTranslation('memory');
  const search = useEndpoint('searchPalace', {
    query: { q: query, wing: place.wing, room: place.room, limit: mostFound },
    keepPrevious: true,
  });
  // what was found before stays until there is an answer; that nothing was found is said of these words only
  const isOfBefore = search.isPlaceholderData;
  if (search.isPending || (isOfBefore && search.data?.data.length === 0))
    return <Skeleton lines={6} className="p-3" />;
  if (!search.data) return <ErrorState error={search.error} onRetry={() => search.refetch()} />;
  const hits = search.data.data;
  const isNarrowed = place.wing !== undefined || place.room !== undefined;
  if (hits.length === 0) {
    return (
      <Empty
        icon={<SearchX />}
        title={t('noHit', { query: query.length > 80 ? `${query.slice(0, 80)}…` : query })}
        action={
          isNarrowed ? (
            <a href={`#${hrefOf({ search: place.search })}`} className={buttonClasses()}>
              {t('searchEverywhere')}
            </a>
          ) : null
        }
      >
        {t(isNarrowed ? 'noHitHere' : 'noHitText')}
      </Empty>
    );
  }
  return (
    <div aria-busy={isOfBefore} data-answers={isOfBefore ? undefined : query} className="contents">
      <p role="status" className="px-2.5 pt-1 pb-2 text-sm text-ink-muted">
        {hits.length < mostFound
          ? t('results', { count: hits.length })
          : t('resultsFirst', { count: hits.length })}
      </p>
      <DrawerRows drawers={hits} place={place} selection={selection} />
    </div>
  );
}

function Listed({ place, selection }: ListProps) {
  const { t } = useTranslation(['memory', 'palace']);
  const all = useHallCounts(place).total;
  const list = useInfiniteQuery({
    queryKey: ['listDrawers', 'pages', place.wing, place.room, place.hall, place.entity],
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam ? { page: pageParam } : {};
      return call('listDrawers', {
        query: {
          wing: place.wing,
          room: place.room,
          hall: place.hall,
          entity: place.entity,
          limit: 50,
          ...page,
        },
        signal,
      });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page,
  });
  if (list.isPending) return <Skeleton lines={9} className="p-3" />;
  if (!list.data) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const drawers = list.data.pages.flatMap((page) => page.data);
  const isNarrowed = place.hall !== undefined || place.entity !== undefined;
  if (drawers.length === 0) {
    return (
      <Empty
        icon={<DoorOpen />}
        title={isNarrowed ? t('palace:emptyHall') : t('emptyRoom')}
        action={
          <a
            href={`#${hrefOf(isNarrowed ? { wing: place.wing, room: place.room } : {})}`}
            className={buttonClasses()}
          >
            {t(isNarrowed ? 'showAllHalls' : 'showEverything')}
          </a>
        }
      />
    );
  }
  return (
    <>
      <DrawerRows drawers={drawers} place={place} selection={selection} />
      {list.hasNextPage ? (
        <div className="mt-2 flex items-center gap-3 px-2.5">
          <Button variant="ghost" isBusy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t('loadMore')}
          </Button>
          <p className="text-sm text-ink-muted tabular-nums">
            {all !== null && all > drawers.length
              ? t('shownOf', { shown: drawers.length, all })
              : t('shown', { count: drawers.length })}
          </p>
        </div>
      ) : null}
    </>
  );
}
