import { useQuery } from '@tanstack/react-query';
import { call, type Drawer, type ForgetPreview } from '../api/index.ts';

/** What forgetting several drawers takes along and cannot reach, as one. Times are RFC 3339. */
export type ForgetReach = Omit<ForgetPreview, 'id'>;

/**
 * What would go with these drawers, and what stood in their places before: words that hold again when they go. Asked anew each time a dialog
 * opens (a file may have been saved meanwhile), and not with every drawer that goes. `earlier`: ids of words that are not among the drawers.
 */
export function useForgetReach(drawers: readonly Drawer[], isWithEarlier: boolean) {
  const ids = drawers.map(({ id }) => id);
  const earlier = useQuery({
    queryKey: ['earlier words', ids],
    queryFn: async () => {
      const histories = await Promise.all(ids.map((id) => call('getDrawerHistory', { params: { id } })));
      const before = histories.flatMap(({ versions }, at) =>
        versions.slice(
          0,
          Math.max(
            0,
            versions.findIndex(({ id }) => id === ids[at]),
          ),
        ),
      );
      return [...new Set(before.map(({ id }) => id))].filter((id) => !ids.includes(id));
    },
    gcTime: 0,
  });
  const all = isWithEarlier ? [...ids, ...(earlier.data ?? [])] : ids;
  const reach = useQuery({
    queryKey: ['reach of forgetting', all],
    queryFn: async () =>
      together(await Promise.all(all.map((id) => call('previewForgetting', { params: { id } })))),
    enabled: !earlier.isPending,
    gcTime: 0,
  });
  return {
    earlier: earlier.data ?? [],
    reach: reach.data,
    isPending: earlier.isPending || reach.isPending,
  };
}

function together(previews: readonly ForgetPreview[]): ForgetReach {
  const sum = (of: (preview: ForgetPreview) => number) =>
    previews.reduce((total, each) => total + of(each), 0);
  return {
    drawers: sum(({ drawers }) => drawers) - previews.length + 1,
    recall_results: sum(({ recall_results }) => recall_results),
    summaries: sum(({ summaries }) => summaries),
    is_in_title: previews.some(({ is_in_title }) => is_in_title),
    backups: [...new Set(previews.flatMap(({ backups }) => backups))],
    sent_to: firstOf(
      previews.flatMap(({ sent_to }) => sent_to),
      ({ model }) => model,
    ),
    exports: firstOf(
      previews.flatMap(({ exports }) => exports),
      ({ name, at }) => `${name} ${at}`,
    ).sort((one, two) => two.at.localeCompare(one.at)),
  };
}

/** Of things with one name the one that was first. */
function firstOf<T extends { at: string }>(all: readonly T[], name: (each: T) => string): T[] {
  const found = new Map<string, T>();
  for (const each of all) {
    const before = found.get(name(each));
    if (before === undefined || each.at < before.at) found.set(name(each), each);
  }
  return [...found.values()];
}
