import { ArrowDown } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { classNames } from '../lib/class-names.ts';
import { Button } from '../ui/index.ts';
import type { FeedSnapshot, SessionFeed } from './feed/session-feed.ts';
import { ListHeader } from './list-header.tsx';
import type { LiveItem, Row, Timeline } from './model/items.ts';
import { type RowContext, RowView } from './rows/row.tsx';
import { RowForks } from './rows/row-forks.tsx';
import { spaceAbove } from './rows/spacing.ts';
import { moveAmongCards } from './transcript-keys.ts';
import { useFirstIndex } from './use-first-index.ts';
import { useFollow } from './use-follow.ts';
import { useForksByRow } from './use-forks-by-row.ts';
import { useJump } from './use-jump.ts';

export interface TranscriptListProps {
  sessionId: string;
  eventSeq: number | null;
  feed: SessionFeed;
  snapshot: FeedSnapshot;
  timeline: Timeline;
  live: LiveItem[];
}

/** Distance from the end, in pixels, from which a way back is offered. */
const farFromEnd = 120;

/** The rows, as many as fit; older ones are read when the owner comes near the beginning. */
export function TranscriptList({ sessionId, eventSeq, feed, snapshot, timeline, live }: TranscriptListProps) {
  const { t } = useTranslation('transcript');
  const list = useRef<VirtuosoHandle>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const rows = useMemo<Row[]>(() => [...timeline.items, ...live], [timeline.items, live]);
  const firstIndex = useFirstIndex(rows);
  const { target, markedKey, isSearching, isJumping } = useJump({
    eventSeq,
    feed,
    items: timeline.items,
    list,
  });
  const context = useMemo<RowContext>(
    () => contextOf(sessionId, timeline, snapshot),
    [sessionId, timeline, snapshot],
  );
  const forksByKey = useForksByRow(sessionId, timeline.items);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const keepScroller = useCallback((element: HTMLElement | Window | null) => {
    setScroller(element instanceof HTMLElement ? element : null);
  }, []);
  const follow = useFollow(scroller, rows, isJumping);
  if (isSearching) return <ListHeader isLoading hasOlder />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move the focus among the cards inside
    <div
      className="relative h-full"
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('[data-transcript-row]')) follow.stop();
      }}
      onFocus={(event) => {
        // what the owner edits must not move away while they do
        if (event.target.closest('[data-stays-put]')) follow.stop();
      }}
      onKeyDown={(event) => moveAmongCards(event, follow.resume)}
    >
      <Virtuoso
        ref={list}
        role="log"
        aria-live="off"
        aria-label={t('conversation')}
        className="ring-inside h-full"
        data={rows}
        firstItemIndex={firstIndex}
        computeItemKey={(_, row) => row.key}
        initialTopMostItemIndex={target ?? { index: 'LAST', align: 'end' }}
        scrollerRef={keepScroller}
        onScroll={follow.onScroll}
        totalListHeightChanged={follow.catchUp}
        atBottomThreshold={farFromEnd}
        atBottomStateChange={setAtEnd}
        startReached={() => void feed.loadOlder()}
        increaseViewportBy={{ top: 800, bottom: 400 }}
        context={{ hasOlder: snapshot.hasOlder, isLoading: snapshot.isLoadingOlder }}
        components={{ Header, Footer }}
        itemContent={(index, row) => (
          <div
            className={classNames(
              'group/row mx-auto max-w-200 px-6',
              spaceAbove(row, rows[index - firstIndex - 1]),
            )}
          >
            <div
              className={classNames(
                'relative rounded-lg transition-shadow duration-700',
                row.key === markedKey && 'ring-3 ring-accent/60 ring-offset-4 ring-offset-surface',
              )}
            >
              <RowView row={row} context={context} />
              <RowForks row={row} sessionId={sessionId} forks={forksByKey.get(row.key)} />
            </div>
          </div>
        )}
      />
      {isAtEnd ? null : (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button
            size="sm"
            icon={<ArrowDown />}
            onClick={follow.resume}
            className="pointer-events-auto rounded-full shadow-high"
          >
            {t('toNewest')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Header({ context }: { context?: { hasOlder: boolean; isLoading: boolean } }) {
  return <ListHeader hasOlder={context?.hasOlder ?? false} isLoading={context?.isLoading ?? false} />;
}

function Footer() {
  return <div className="h-6" />;
}

/** Only the newest turn can be changed, and only while nothing runs or waits. */
function contextOf(sessionId: string, timeline: Timeline, snapshot: FeedSnapshot): RowContext {
  const isIdle = timeline.state.status === 'idle' && snapshot.queued.length === 0;
  const last = timeline.items.findLast((item) => item.kind !== 'notice');
  const isEnd = last?.kind === 'turn_end' || last?.kind === 'error';
  return {
    sessionId,
    output: snapshot.output,
    changeableSeq: isIdle ? timeline.lastUserSeq : null,
    retryKey: isIdle && timeline.lastUserSeq !== null && isEnd ? last.key : null,
  };
}
