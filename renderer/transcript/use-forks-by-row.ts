import { useMemo } from 'react';
import { type SessionDetail, useEndpoint } from '../api/index.ts';
import { findItem } from './model/find-item.ts';
import type { Item } from './model/items.ts';

type Forks = SessionDetail['forks'];

/** What was forked from a session, by the key of the row at which it was; forks at rows not read yet are left out. */
export function useForksByRow(sessionId: string, items: readonly Item[]): ReadonlyMap<string, Forks> {
  const forks = useEndpoint('getSession', { params: { id: sessionId } }).data?.forks;
  return useMemo(() => {
    const byKey = new Map<string, Forks>();
    for (const fork of forks ?? []) {
      const key = items[findItem(items, fork.seq)]?.key;
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), fork]);
    }
    return byKey;
  }, [forks, items]);
}
