import type { Hall } from '../api/index.ts';
import { links, useRoute } from '../router/router.ts';

/** Which part of the memory is looked at; all of it stands in the address. */
export interface MemoryPlace {
  wing: string | undefined;
  room: string | undefined;
  drawer: string | undefined;
  hall: Hall | undefined;
  /** Only drawers that name this entity. */
  entity: string | undefined;
  view: MemoryView;
  /** Words that are looked for. */
  search: string;
}

export const memoryViews = ['drawers', 'map', 'facts', 'timeline', 'settle'] as const;
export type MemoryView = (typeof memoryViews)[number];

export const halls = [
  'facts', 'events', 'discoveries', 'preferences', 'decisions', 'advice', 'problems',
] as const satisfies readonly Hall[]; // biome-ignore format: a list of names

export function useMemoryPlace(): MemoryPlace {
  const { segments, query } = useRoute();
  return {
    wing: query.get('wing') ?? undefined,
    room: query.get('room') ?? undefined,
    drawer: segments[1] === 'drawers' ? segments[2] : undefined,
    hall: halls.find((hall) => hall === query.get('hall')),
    entity: query.get('entity') ?? undefined,
    view: memoryViews.find((view) => view === query.get('view')) ?? 'drawers',
    search: query.get('q') ?? '',
  };
}

/** Address of a place; a drawer keeps the wing and room it was found in. */
export function hrefOf(place: Partial<MemoryPlace>): string {
  const query = new URLSearchParams();
  if (place.wing) query.set('wing', place.wing);
  if (place.room) query.set('room', place.room);
  if (place.hall) query.set('hall', place.hall);
  if (place.entity) query.set('entity', place.entity);
  if (place.view && place.view !== 'drawers') query.set('view', place.view);
  if (place.search) query.set('q', place.search);
  const path = place.drawer ? links.drawer(place.drawer) : links.memory;
  return query.size > 0 ? `${path}?${query}` : path;
}
