import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import type { MemoryPlace } from './use-memory-place.ts';

/** What the wing and the room of a place are called; undefined where none is chosen. */
export function usePlaceNames({ wing, room }: Partial<Pick<MemoryPlace, 'wing' | 'room'>>): {
  wing: string | undefined;
  room: string | undefined;
} {
  const { t } = useTranslation('memory');
  const wings = useEndpoint('listWings').data?.data;
  const rooms = useEndpoint('listRooms', { query: {}, enabled: room !== undefined }).data?.data;
  const found = wings?.find(({ id }) => id === wing);
  return {
    wing: found?.kind === 'home' ? t('home') : found?.name,
    room: rooms?.find(({ id }) => id === room)?.name,
  };
}
