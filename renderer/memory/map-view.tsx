import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type PalaceMap, useEndpoint } from '../api/index.ts';
import { useWidth } from '../lib/use-width.ts';
import { ErrorState, Skeleton } from '../ui/index.ts';
import { layOut, type Spot } from './map-layout.ts';
import { drawnWays, labelBoxes, wayPath } from './map-ways.ts';
import { hrefOf } from './use-memory-place.ts';

const longestLabel = 18;
const smallestScale = 0.85;
const largestScale = 1.15;
const short = (name: string) => (name.length > longestLabel ? `${name.slice(0, longestLabel - 1)}…` : name);

/** Wings, rooms, hallways and tunnels as a drawing, and the ways once more as a list. */
export function MapView() {
  const map = useEndpoint('getPalaceMap', { keepPrevious: true });
  if (map.isPending) return <Skeleton lines={8} className="p-6" />;
  if (!map.data)
    return <ErrorState error={map.error} onRetry={() => map.refetch()} className="flex-1 justify-center" />;
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(18rem,1fr)_minmax(13rem,20rem)] divide-x divide-line @max-[31rem]:grid-cols-1 @max-[31rem]:grid-rows-2 @max-[31rem]:divide-x-0 @max-[31rem]:divide-y">
        <Drawing map={map.data} />
        <WayList map={map.data} />
      </div>
    </div>
  );
}

function Drawing({ map }: { map: PalaceMap }) {
  const { t } = useTranslation(['palace', 'memory']);
  const pane = useRef<HTMLDivElement>(null);
  const room = useWidth(pane);
  // ways round labels are looked for: once for each map and width
  const { wings, width, height, ways } = useMemo(() => drawn(map, room / smallestScale), [map, room]);
  const all = useEndpoint('listWings').data?.data ?? [];
  const isCut = map.wings.some(
    ({ id, rooms }) => rooms.length < (all.find((wing) => wing.id === id)?.rooms ?? 0),
  );
  return (
    <figure className="flex min-h-0 min-w-0 flex-col">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a large map is scrolled by keyboard, too */}
      <div ref={pane} tabIndex={0} className="ring-inside flex min-h-0 flex-1 overflow-auto">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing with links in it */}
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="group"
          aria-label={t('map')}
          // names stay as large as other words: a large map is scrolled rather than drawn small
          style={{
            minWidth: width * smallestScale,
            minHeight: height * smallestScale,
            maxWidth: width * largestScale,
          }}
          className="mx-auto flex-1"
          preserveAspectRatio="xMidYMid meet"
        >
          {ways.map(({ way, path }) => (
            <path
              key={`${way.from} ${way.to} ${way.by}`}
              d={path}
              fill="none"
              className={way.kind === 'tunnel' ? 'stroke-asked' : 'stroke-line-strong'}
              strokeWidth={1.5}
              strokeDasharray={way.kind === 'tunnel' ? '5 4' : undefined}
            />
          ))}
          {wings.map((wing) => (
            <g key={wing.id}>
              {wing.rooms.map((room) => (
                <a key={room.id} href={`#${hrefOf({ wing: wing.id, room: room.id })}`}>
                  <title>{t('mapRoom', { room: room.name, count: room.drawers })}</title>
                  <line x1={wing.x} y1={wing.y} x2={room.x} y2={room.y} className="stroke-line" />
                  <circle
                    cx={room.x}
                    cy={room.y}
                    r={room.radius}
                    className="fill-raised stroke-accent"
                    strokeWidth={1.5}
                  />
                  <text
                    x={room.labelX}
                    y={room.labelY}
                    textAnchor={room.anchor}
                    // where no way round is left, the letters stand before the line
                    className="fill-ink stroke-canvas stroke-[4px] text-[13px] [paint-order:stroke]"
                  >
                    {short(room.name)}
                  </text>
                </a>
              ))}
              <a href={`#${hrefOf({ wing: wing.id })}`}>
                <circle cx={wing.x} cy={wing.y} r={wing.radius} className="fill-accent-soft stroke-accent" />
                <text
                  x={wing.x}
                  y={wing.y + 4}
                  textAnchor="middle"
                  className="fill-accent text-[13px] font-medium"
                >
                  {short(wing.id === 'wing_home' ? t('memory:home') : wing.name)}
                </text>
              </a>
            </g>
          ))}
        </svg>
      </div>
      <figcaption className="border-t border-line px-5 py-2.5 text-sm text-ink-muted">
        {[
          t('mapText'),
          ways.length < map.ways.length ? t('mapWaysCut') : '',
          isCut ? t('mapRoomsCut') : '',
        ].join(' ')}
      </figcaption>
    </figure>
  );
}

function drawn(map: PalaceMap, room: number) {
  const laidOut = layOut(map, { labelLength: (name) => short(name).length, room });
  const drawing = { ...laidOut, labels: labelBoxes(laidOut.wings, short) };
  const spots = new Map<string, Spot>(
    laidOut.wings.flatMap(({ rooms }) => rooms.map((room) => [room.id, room] as const)),
  );
  const ways = drawnWays(map.ways).flatMap((way) => {
    const [from, to] = [spots.get(way.from), spots.get(way.to)];
    return from && to ? [{ way, path: wayPath(from, to, drawing).path }] : [];
  });
  return { ...laidOut, ways };
}

function WayList({ map }: { map: PalaceMap }) {
  const { t } = useTranslation('palace');
  const rooms = new Map(
    map.wings.flatMap((wing) => wing.rooms.map((room) => [room.id, { ...room, wing: wing.id }] as const)),
  );
  const ways = map.ways.flatMap((way) => {
    const [from, to] = [rooms.get(way.from), rooms.get(way.to)];
    return from && to ? [{ way, from, to }] : [];
  });
  return (
    <section aria-label={t('waysList')} className="min-h-0 overflow-y-auto p-4 break-words">
      <h2 className="font-medium">
        {t('waysList')}{' '}
        <span className="font-normal text-ink-faint tabular-nums">{ways.length > 0 ? ways.length : ''}</span>
      </h2>
      {ways.length === 0 ? <p className="mt-2 text-sm text-ink-muted">{t('noWays')}</p> : null}
      <ul className="mt-2 space-y-2.5">
        {ways.map(({ way, from, to }) => (
          <li key={`${way.from} ${way.to} ${way.by}`} className="text-sm">
            <a href={`#${hrefOf({ wing: from.wing, room: from.id })}`}>{from.name}</a>
            <span className="text-ink-faint"> {way.kind === 'tunnel' ? '⇢' : '—'} </span>
            <a href={`#${hrefOf({ wing: to.wing, room: to.id })}`}>{to.name}</a>
            <p className="break-words text-ink-muted">
              {way.by === 'name' ? t('sameName') : way.entities.join(', ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
