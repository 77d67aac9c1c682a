import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useEndpoint, useEndpointMutation, type Walk } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { navigate } from '../router/router.ts';
import { Button, Dialog, Field, Input, Select, toast } from '../ui/index.ts';
import { RoomPicker } from './room-picker.tsx';
import { hrefOf } from './use-memory-place.ts';

interface RoomDialog {
  room: Walk['room'];
  onClose: () => void;
}

export function RenameDialog({ room, onClose }: RoomDialog) {
  const { t } = useTranslation(['palace', 'common']);
  const [name, setName] = useState(room.name);
  const rename = useEndpointMutation('renameRoom', ['palace']);
  const save = () =>
    rename.mutate(
      { params: { id: room.id }, body: { name: name.trim() } },
      { onSuccess: onClose, onError: showFailure },
    );
  return (
    <Dialog
      isOpen
      isForm
      onClose={onClose}
      title={t('renameTitle')}
      description={t('renameText')}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" disabled={name.trim() === ''} isBusy={rename.isPending} onClick={save}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Field label={t('name')}>
        {({ id }) => (
          <Input
            id={id}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && name.trim() !== '' && save()}
          />
        )}
      </Field>
    </Dialog>
  );
}

export function MergeDialog({ room, onClose }: RoomDialog) {
  const { t } = useTranslation('palace');
  const merge = useEndpointMutation('mergeRooms', ['palace']);
  return (
    <RoomPicker
      title={t('mergeTitle', { name: room.name })}
      text={t('mergeText')}
      confirm={t('mergeConfirm')}
      except={room.id}
      canMake={false}
      isBusy={merge.isPending}
      onClose={onClose}
      onPick={(picked) => {
        if (!('room_id' in picked)) return;
        merge.mutate(
          { body: { room_ids: [room.id], into: picked.room_id } },
          {
            onSuccess: () => {
              toast.done(t('merged'));
              onClose();
              navigate(hrefOf({ room: picked.room_id }));
            },
            onError: showFailure,
          },
        );
      }}
    />
  );
}

export function WingDialog({ room, onClose }: RoomDialog) {
  const { t } = useTranslation(['palace', 'memory', 'common']);
  const wings = useEndpoint('listWings');
  const others = (wings.data?.data ?? []).filter(({ id }) => id !== room.wing.id);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const move = useEndpointMutation('moveRoom', ['palace']);
  const options = [
    ...others.map((wing) => ({ value: wing.id, label: wing.kind === 'home' ? t('memory:home') : wing.name })),
    { value: 'new', label: t('newPerson') },
  ];
  const value = chosen === '' ? null : chosen;
  // both go on after this dialog is gone
  async function takeBack(): Promise<void> {
    await call('moveRoom', { params: { id: room.id }, body: { to: { wing_id: room.wing.id } } });
    navigate(hrefOf({ wing: room.wing.id, room: room.id }));
  }
  async function save(wing: string): Promise<void> {
    const to = wing === 'new' ? { kind: 'person' as const, name: name.trim() } : { wing_id: wing };
    const { wing_id } = await move.mutateAsync({ params: { id: room.id }, body: { to } });
    onClose();
    navigate(hrefOf({ wing: wing_id, room: room.id }));
    toast.done(t('moved'), undefined, {
      label: t('takeBack'),
      onSelect: () => void takeBack().catch(showFailure),
    });
  }
  return (
    <Dialog
      isOpen
      isForm
      onClose={onClose}
      title={t('toWingTitle', { name: room.name })}
      description={t('toWingText')}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            variant="primary"
            disabled={value === null || (value === 'new' && name.trim() === '')}
            isBusy={move.isPending}
            onClick={() => value !== null && void save(value).catch(showFailure)}
          >
            {t('moveConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Field label={t('wing')}>
          {({ id }) => (
            <Select
              id={id}
              value={value}
              placeholder={t('chooseWing')}
              options={options}
              onChange={setChosen}
            />
          )}
        </Field>
        {value === 'new' ? (
          <Field label={t('personName')}>
            {({ id }) => (
              <Input id={id} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}
