import { useEndpoint } from '../api/index.ts';
import type { MemoryPlace } from './use-memory-place.ts';

/**
 * How many drawers each hall of a place has. `total`: of the hall that is chosen, or of all; null where nobody counted: of one name,
 * or while they are asked for.
 */
export function useHallCounts(place: MemoryPlace) {
  const counts = useEndpoint('listHalls', { query: { wing: place.wing, room: place.room } }).data?.data;
  const of = (hall: string) => counts?.find((each) => each.hall === hall)?.drawers ?? 0;
  const sum = counts?.reduce((total, each) => total + each.drawers, 0) ?? null;
  const total = place.entity !== undefined || sum === null ? null : place.hall ? of(place.hall) : sum;
  return { of, total };
}
