import { useInfiniteQuery } from '@tanstack/react-query';
import { DoorOpen, History, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Drawer, type PalaceHit, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
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
import { ListToolbar } from './list-toolbar.tsx';
import { RoomHeader } from './room-header.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TrustBadge } from './trust-badge.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** The drawers of the chosen place, newest first; with words to search for, those that hold them. */
export function DrawerList({ place, query }: { place: MemoryPlace; query: string }) {
  const { t } = useTranslation('memory');
  const [isChoosing, setIsChoosing] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (is: boolean) => {
    setIsChoosing(is);
    setChosen(new Set());
  };
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const selection: Selection | null = isChoosing ? { chosen, toggle } : null;
  return (
    <section aria-label={t('drawers')} onKeyDown={moveAmongRows} className="flex min-h-0 flex-col">
      {query ? null : <ListToolbar place={place} isChoosing={isChoosing} onChoose={choose} />}
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        {place.room && !query ? <RoomHeader roomId={place.room} place={place} /> : null}
        <div className="flex flex-1 flex-col p-2">
          {query ? <Found place={place} query={query} /> : <Listed place={place} selection={selection} />}
        </div>
      </div>
      {selection && !query ? <SelectionBar chosen={chosen} onDone={() => choose(false)} /> : null}
    </section>
  );
}

interface Selection {
  chosen: ReadonlySet<string>;
  toggle: (id: string) => void;
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
      <Rows drawers={hits} place={place} selection={null} />
    </>
  );
}

function Listed({ place, selection }: { place: MemoryPlace; selection: Selection | null }) {
  const { t } = useTranslation(['memory', 'palace']);
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
  if (drawers.length === 0)
    return <Empty icon={<DoorOpen />} title={isNarrowed ? t('palace:emptyHall') : t('emptyRoom')} />;
  return (
    <>
      <Rows drawers={drawers} place={place} selection={selection} />
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

function Rows(props: {
  drawers: readonly (Drawer | PalaceHit)[];
  place: MemoryPlace;
  selection: Selection | null;
}) {
  const { t } = useTranslation('palace');
  const { drawers, place, selection } = props;
  return (
    <ul className="space-y-0.5">
      {drawers.map((drawer) => (
        <li
          key={drawer.id}
          className="flex items-start [contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]"
        >
          {selection ? (
            <input
              type="checkbox"
              aria-label={t('chooseDrawer', { words: drawer.text.slice(0, 60) })}
              checked={selection.chosen.has(drawer.id)}
              onChange={() => selection.toggle(drawer.id)}
              className="mt-3 ml-1 size-4 shrink-0 accent-accent"
            />
          ) : null}
          <DrawerRow drawer={drawer} place={place} />
        </li>
      ))}
    </ul>
  );
}

function DrawerRow({ drawer, place }: { drawer: Drawer | PalaceHit; place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  const isReplaced = 'replaced_by' in drawer && drawer.replaced_by !== null;
  return (
    <ListRow
      href={`#${hrefOf({ ...place, drawer: drawer.id })}`}
      isSelected={place.drawer === drawer.id}
      className="min-w-0 flex-1 py-2"
    >
      <span className={classNames('line-clamp-3 break-words', isReplaced && 'text-ink-muted')}>
        {'snippet' in drawer ? (
          <Highlighted text={drawer.snippet.text} marks={drawer.snippet.marks} />
        ) : (
          drawer.text.slice(0, 400)
        )}
      </span>
      {isReplaced ? (
        <span className="mt-1.5 flex items-center gap-1.5 text-sm text-asked">
          <History aria-hidden className="size-3.5 shrink-0" />
          {t('replaced')}
        </span>
      ) : null}
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
  );
}
