import { links, useRoute } from '../router/router.ts';

/** Which part of the memory is looked at; all of it stands in the address. */
export interface MemoryPlace {
  wing: string | undefined;
  room: string | undefined;
  drawer: string | undefined;
}

export function useMemoryPlace(): MemoryPlace {
  const { segments, query } = useRoute();
  return {
    wing: query.get('wing') ?? undefined,
    room: query.get('room') ?? undefined,
    drawer: segments[1] === 'drawers' ? segments[2] : undefined,
  };
}

/** Address of a place; a drawer keeps the wing and room it was found in. */
export function hrefOf(place: Partial<MemoryPlace>): string {
  const query = new URLSearchParams();
  if (place.wing) query.set('wing', place.wing);
  if (place.room) query.set('room', place.room);
  const path = place.drawer ? links.drawer(place.drawer) : links.memory;
  return query.size > 0 ? `${path}?${query}` : path;
}
