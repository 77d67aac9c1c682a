import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Room, useEndpoint } from '../api/index.ts';
import { Button, Dialog, Field, Input, Select } from '../ui/index.ts';

export type PickedRoom = { room_id: string } | { wing_id: string; name: string };

/** A dialog that asks for a room: one that is there, or (where `canMake`) a new one. */
export function RoomPicker(props: {
  title: string;
  text: string;
  confirm: string;
  except?: string | undefined;
  canMake: boolean;
  isBusy: boolean;
  onPick: (room: PickedRoom) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['palace', 'memory', 'common']);
  const rooms = useEndpoint('listRooms', { query: {} });
  const wings = useEndpoint('listWings');
  const [chosen, setChosen] = useState('');
  const [wing, setWing] = useState('');
  const [name, setName] = useState('');
  const wingName = (id: string) => {
    const found = wings.data?.data.find((each) => each.id === id);
    return found?.kind === 'home' ? t('memory:home') : (found?.name ?? '');
  };
  const listed = (rooms.data?.data ?? []).filter(({ id }) => id !== props.except);
  const options = [
    ...(props.canMake ? [{ value: 'new', label: t('newRoom') }] : []),
    ...listed.map((room: Room) => ({ value: room.id, label: room.name, hint: wingName(room.wing_id) })),
  ];
  // nothing is chosen before the owner did: Enter must not put things where nobody looked
  const value = chosen === '' ? null : chosen;
  const inWing = wing || (wings.data?.data[0]?.id ?? '');
  const isReady = value === 'new' ? name.trim() !== '' && inWing !== '' : value !== null;
  const pick = () => {
    if (value === null) return;
    props.onPick(value === 'new' ? { wing_id: inWing, name: name.trim() } : { room_id: value });
  };
  return (
    <Dialog
      isOpen
      isForm
      onClose={props.onClose}
      title={props.title}
      description={props.text}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={props.onClose}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" disabled={!isReady} isBusy={props.isBusy} onClick={pick}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Field label={t('room')}>
          {({ id }) => (
            <Select
              id={id}
              value={value}
              placeholder={t('chooseRoom')}
              options={options}
              onChange={setChosen}
            />
          )}
        </Field>
        {value === 'new' ? (
          <>
            <Field label={t('newRoomName')}>
              {({ id }) => (
                <Input
                  id={id}
                  value={name}
                  maxLength={200}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label={t('inWing')}>
              {({ id }) => (
                <Select
                  id={id}
                  value={inWing}
                  onChange={setWing}
                  options={(wings.data?.data ?? []).map((each) => ({
                    value: each.id,
                    label: wingName(each.id),
                  }))}
                />
              )}
            </Field>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
