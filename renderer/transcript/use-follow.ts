import { type UIEvent, useCallback, useEffect, useRef } from 'react';
import type { Row } from './model/items.ts';

/** Within this distance, in pixels, the end counts as reached. */
const nearEnd = 32;

/** Said, edited or tried again by the owner. */
const isByOwner = new Set<Row['kind']>(['user', 'queued', 'fold']);

export interface Following {
  onScroll: (event: UIEvent<HTMLElement>) => void;
  /** The rows grew, or there is less room for them. */
  catchUp: () => void;
  /** The owner turned to a row: it must not run away from under the mouse. */
  stop: () => void;
  /** The owner asks for the end. */
  resume: () => void;
}

/**
 * Keeps the end of the list in view while it grows, until the owner scrolls up or opens something; what they
 * say themselves is shown wherever they were reading. While `isElsewhere` (the list is being brought to another place) nothing
 * but the owner's wish leads to the end: a list that is being built looks as if it ended at every height.
 */
export function useFollow(
  scroller: HTMLElement | null,
  rows: readonly Row[],
  isElsewhere: boolean,
): Following {
  const isFollowing = useRef(!isElsewhere);
  const elsewhere = useRef(isElsewhere);
  const last = useRef({ top: 0, height: 0 });
  if (isElsewhere && !elsewhere.current) isFollowing.current = false;
  elsewhere.current = isElsewhere;
  const seen = useRef<{ first: string; own: string } | null>(null);
  const catchUp = useCallback(() => {
    if (scroller && isFollowing.current) scroller.scrollTop = scroller.scrollHeight;
  }, [scroller]);
  useEffect(() => {
    const own = rows.findLast((row) => isByOwner.has(row.kind))?.key ?? '';
    const first = rows[0]?.key ?? '';
    // with older rows in front, what the owner said long ago may be new to the list
    const isNew = seen.current?.first === first && seen.current.own !== own;
    if (isNew && !elsewhere.current) isFollowing.current = true;
    seen.current = { first, own };
    catchUp();
  }, [rows, catchUp]);
  useEffect(() => {
    if (!scroller) return;
    const observer = new ResizeObserver(catchUp);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller, catchUp]);
  return {
    catchUp,
    stop: () => {
      isFollowing.current = false;
    },
    resume: () => {
      isFollowing.current = true;
      catchUp();
    },
    onScroll: ({ currentTarget: element }) => {
      const { scrollTop: top, scrollHeight: height } = element;
      const isNear = height - top - element.clientHeight <= nearEnd;
      // rows that turn out smaller than guessed move the list too; only the owner goes up without that
      const wentUp = top < last.current.top - 1 && height >= last.current.height;
      if (isNear && !elsewhere.current) isFollowing.current = true;
      else if (wentUp) isFollowing.current = false;
      last.current = { top, height };
    },
  };
}
