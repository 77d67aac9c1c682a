import { Bot, DoorOpen, FolderClosed, Hourglass, House, Library, User } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, type Wing } from '../api/index.ts';
import { ErrorState, ListRow, moveAmongRows, Skeleton } from '../ui/index.ts';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** Wings; the open one shows its rooms below it. */
export function WingTree({ wings, place }: { wings: readonly Wing[] | undefined; place: MemoryPlace }) {
  const { t } = useTranslation(['memory', 'retention']);
  const rules = useEndpoint('listRetention').data?.data ?? [];
  // an address may name a room alone
  const { room } = place;
  const rooms = useEndpoint('listRooms', {
    query: {},
    enabled: room !== undefined && place.wing === undefined,
  });
  const open = place.wing ?? rooms.data?.data.find(({ id }) => id === room)?.wing_id;
  const total = wings?.reduce((sum, wing) => sum + wing.drawers, 0);
  return (
    <nav aria-label={t('wings')} onKeyDown={moveAmongRows} className="min-h-0 overflow-y-auto bg-canvas p-2">
      {wings ? (
        <ul>
          <li>
            <Row
              href={hrefOf({ search: place.search })}
              icon={<Library />}
              name={t('everywhere')}
              count={total ?? 0}
              isSelected={place.wing === undefined && !place.room}
            />
          </li>
          {wings.map((wing) => (
            <li key={wing.id}>
              <Row
                href={hrefOf({ wing: wing.id, search: place.search })}
                icon={icons[wing.kind] ?? <FolderClosed />}
                name={wing.kind === 'home' ? t('home') : wing.name}
                count={wing.drawers}
                isSelected={place.wing === wing.id && !place.room}
                hint={rules.some((rule) => rule.wing.id === wing.id) ? t('retention:hasRule') : undefined}
              />
              {open === wing.id ? <Rooms wingId={wing.id} place={place} /> : null}
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton lines={4} className="p-2" />
      )}
    </nav>
  );
}

const icons: Readonly<Record<string, ReactNode>> = { home: <House />, person: <User />, agent: <Bot /> };

function Rooms({ wingId, place }: { wingId: string; place: MemoryPlace }) {
  const rooms = useEndpoint('listRooms', { query: { wing: wingId } });
  if (rooms.isPending) return <Skeleton lines={2} className="py-2 pr-2 pl-7" />;
  if (!rooms.data) return <ErrorState error={rooms.error} onRetry={() => rooms.refetch()} className="py-4" />;
  return (
    <ul className="mb-1 ml-3.5 border-l border-line pl-1.5">
      {rooms.data.data.map((room) => (
        <li key={room.id}>
          <Row
            href={hrefOf({ wing: wingId, room: room.id, search: place.search })}
            icon={<DoorOpen />}
            name={room.name}
            count={room.drawers}
            isSelected={place.room === room.id}
          />
        </li>
      ))}
    </ul>
  );
}

function Row(props: {
  href: string;
  icon: ReactNode;
  name: string;
  count: number;
  isSelected: boolean;
  /** Not everything that is said here is kept. */
  hint?: string | undefined;
}) {
  const { t } = useTranslation('memory');
  return (
    <ListRow
      href={`#${props.href}`}
      isSelected={props.isSelected}
      title={props.name}
      className="flex items-start gap-2 px-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted"
    >
      {props.icon}
      <span className="line-clamp-2 min-w-0 flex-1 break-words">{props.name}</span>
      {props.hint ? (
        <>
          <Hourglass aria-hidden className="size-3.5!" />
          <span className="sr-only">{props.hint}</span>
        </>
      ) : null}
      <span className="mt-0.5 text-xs text-ink-faint tabular-nums" aria-hidden>
        {props.count}
      </span>
      <span className="sr-only">{t('drawersCount', { count: props.count })}</span>
    </ListRow>
  );
}
