import { useTranslation } from 'react-i18next';
import { call, type Drawer, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { toast } from '../ui/index.ts';
import { type PickedRoom, RoomPicker } from './room-picker.tsx';

/** Puts drawers into another room, and offers to take it back. */
export function MoveDialog(props: { drawers: readonly Drawer[]; onClose: () => void; onMoved?: () => void }) {
  const { drawers, onClose, onMoved } = props;
  const { t } = useTranslation('palace');
  const move = useEndpointMutation('moveDrawers', ['palace']);
  const count = drawers.length;
  const rooms = new Set(drawers.map(({ room }) => room.id));
  // both go on after this dialog is gone
  async function takeBack(): Promise<void> {
    for (const room of rooms) {
      const drawer_ids = drawers.filter((drawer) => drawer.room.id === room).map(({ id }) => id);
      await call('moveDrawers', { body: { drawer_ids, to: { room_id: room } } });
    }
    toast.done(t('takenBack'));
  }
  async function put(to: PickedRoom): Promise<void> {
    await move.mutateAsync({ body: { drawer_ids: drawers.map(({ id }) => id), to } });
    onClose();
    onMoved?.();
    toast.done(t('moved'), undefined, {
      label: t('takeBack'),
      onSelect: () => void takeBack().catch(showFailure),
    });
  }
  return (
    <RoomPicker
      title={t('moveTitle', { count })}
      text={t('moveText')}
      confirm={t('moveConfirm')}
      except={rooms.size === 1 ? [...rooms][0] : undefined}
      canMake
      isBusy={move.isPending}
      onClose={onClose}
      onPick={(to) => void put(to).catch(showFailure)}
    />
  );
}
