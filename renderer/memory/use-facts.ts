import { useInfiniteQuery } from '@tanstack/react-query';
import { call, type QueryOf } from '../api/index.ts';

/** Facts, a page at a time, the latest learned first. */
export function useFacts(query: Omit<QueryOf<'listFacts'>, 'page'>) {
  return useInfiniteQuery({
    queryKey: ['listFacts', 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      call('listFacts', { query: { ...query, ...(pageParam ? { page: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page,
    placeholderData: (previous) => previous,
  });
}
