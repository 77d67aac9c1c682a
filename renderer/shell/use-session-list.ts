import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { call, type SessionRow } from '../api/index.ts';
import { type DateGroup, dateGroupOf } from '../lib/dates.ts';
import { useNow } from '../lib/use-now.ts';

const pageSize = 100;

export interface SessionGroup {
  group: DateGroup;
  rows: SessionRow[];
}

/** The session list in pages, grouped by day. Reaches every session, however old: pages load as the list is scrolled. */
export function useSessionList(search: string, isArchived: boolean) {
  const query = { limit: pageSize, query: search, archived: isArchived ? 'true' : 'false' } as const;
  const now = useNow();
  const list = useInfiniteQuery({
    queryKey: ['listSessions', 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      call('listSessions', { query: { ...query, ...(pageParam ? { page: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return { list, rows, groups: groupByDate(rows, now) };
}

function groupByDate(rows: readonly SessionRow[], nowMs: number): SessionGroup[] {
  const groups: SessionGroup[] = [];
  for (const row of rows) {
    const group = dateGroupOf(row.last_event_at, nowMs);
    const last = groups.at(-1);
    if (last?.group === group) last.rows.push(row);
    else groups.push({ group, rows: [row] });
  }
  return groups;
}
