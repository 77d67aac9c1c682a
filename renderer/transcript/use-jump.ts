import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { VirtuosoHandle } from 'react-virtuoso';
import type { SessionFeed } from './feed/session-feed.ts';
import { findItem } from './model/find-item.ts';
import type { Item } from './model/items.ts';
import { useOpenRows } from './open-rows.ts';

const markedMs = 3000;

interface JumpInput {
  eventSeq: number | null;
  feed: SessionFeed;
  items: readonly Item[];
  list: RefObject<VirtuosoHandle | null>;
}

/** Reads back to `eventSeq`, shows the row it is in, opened and marked for a moment. */
export function useJump({ eventSeq, feed, items, list }: JumpInput) {
  const [reachedSeq, setReachedSeq] = useState<number | null>(null);
  const [settledSeq, setSettledSeq] = useState<number | null>(null);
  const [markedKey, setMarkedKey] = useState<string | null>(null);
  const openRow = useOpenRows((state) => state.openRow);
  const isReached = eventSeq === null || reachedSeq === eventSeq;
  const index = useMemo(
    () => (eventSeq !== null && isReached ? findItem(items, eventSeq) : -1),
    [items, eventSeq, isReached],
  );
  useEffect(() => {
    if (eventSeq === null) return;
    let isCurrent = true;
    void feed.loadUntil(eventSeq).then(() => {
      if (isCurrent) setReachedSeq(eventSeq);
    });
    return () => {
      isCurrent = false;
    };
  }, [feed, eventSeq]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one jump per position, not per new row
  useEffect(() => {
    if (eventSeq === null || !isReached) return;
    const item = items[index];
    if (!item) return setSettledSeq(eventSeq);
    if (item.kind === 'fold' || (item.kind === 'tool' && item.key !== markedKey)) openRow(item.key);
    setMarkedKey(item.key);
    const frame = requestAnimationFrame(() => list.current?.scrollToIndex({ index, align: 'center' }));
    const timer = setTimeout(() => {
      setMarkedKey(null);
      setSettledSeq(eventSeq);
    }, markedMs);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [eventSeq, isReached]);
  return {
    target: index >= 0 ? { index, align: 'center' as const } : null,
    markedKey,
    isSearching: eventSeq !== null && !isReached,
    /** True until the row has been in its place for a while. */
    isJumping: eventSeq !== null && settledSeq !== eventSeq,
  };
}
