import { FolderInput, Merge, MoreHorizontal, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, type Walk } from '../api/index.ts';
import { IconButton, Menu, MenuItem } from '../ui/index.ts';
import { MergeDialog, RenameDialog, WingDialog } from './room-dialogs.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** The room that is looked at: what stands out in it, where it leads, and how it is corrected. */
export function RoomHeader({ roomId, place }: { roomId: string; place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const walk = useEndpoint('walkRoom', { params: { id: roomId }, keepPrevious: true });
  const [asked, setAsked] = useState<'rename' | 'merge' | 'wing' | null>(null);
  if (!walk.data) return null;
  const { room } = walk.data;
  const close = () => setAsked(null);
  return (
    <header className="border-b border-line px-3 pt-2 pb-3">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-medium">{room.name}</h2>
        <Menu trigger={<IconButton label={t('roomMenu')} icon={<MoreHorizontal />} size="sm" />}>
          <MenuItem icon={<Pencil />} onSelect={() => setAsked('rename')}>
            {t('rename')}
          </MenuItem>
          <MenuItem icon={<Merge />} onSelect={() => setAsked('merge')}>
            {t('merge')}
          </MenuItem>
          <MenuItem icon={<FolderInput />} onSelect={() => setAsked('wing')}>
            {t('toWing')}
          </MenuItem>
        </Menu>
      </div>
      <Closet roomId={roomId} place={place} />
      <Ways walk={walk.data} />
      {asked === 'rename' ? <RenameDialog room={room} onClose={close} /> : null}
      {asked === 'merge' ? <MergeDialog room={room} onClose={close} /> : null}
      {asked === 'wing' ? <WingDialog room={room} onClose={close} /> : null}
    </header>
  );
}

const shownLines = 3;

function Closet({ roomId, place }: { roomId: string; place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const closet = useEndpoint('getCloset', { params: { id: roomId }, keepPrevious: true });
  const lines = closet.data?.data.slice(0, shownLines) ?? [];
  if (lines.length === 0) return null;
  return (
    <section aria-label={t('closet')} className="mt-1.5">
      <h3 className="text-xs text-ink-muted">{t('closet')}</h3>
      <ul className="mt-1 space-y-1">
        {lines.map((line) => (
          <li key={line.drawer_id}>
            <a
              href={`#${hrefOf({ ...place, drawer: line.drawer_id })}`}
              className="line-clamp-2 rounded-sm text-sm break-words no-underline hover:underline"
            >
              {line.text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const shownWays = 5;

function Ways({ walk }: { walk: Walk }) {
  const { t } = useTranslation('palace');
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
  const ways = [
    ...walk.hallways.map(({ room, entities }) => ({ room, why: t('hallway', { names: names(entities) }) })),
    ...walk.tunnels.map(({ room, by, entities }) => ({
      room,
      why:
        by === 'name'
          ? t('tunnelName', { wing: room.wing.name })
          : t('tunnelEntity', { names: names(entities), wing: room.wing.name }),
    })),
  ].slice(0, shownWays);
  if (ways.length === 0) return null;
  return (
    <section aria-label={t('ways')} className="mt-2">
      <h3 className="text-xs text-ink-muted">{t('ways')}</h3>
      <ul className="mt-1 space-y-0.5">
        {ways.map(({ room, why }) => (
          <li key={`${room.id} ${why}`} className="flex gap-1.5 text-sm">
            <a
              href={`#${hrefOf({ wing: room.wing.id, room: room.id })}`}
              className="max-w-40 shrink-0 truncate rounded-sm"
            >
              {room.name}
            </a>
            <span className="min-w-0 truncate text-ink-muted" title={why}>
              {why}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
