import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Drawer, PalaceHit } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { Highlighted, ListRow, RelativeTime } from '../ui/index.ts';
import { TrustBadge } from './trust-badge.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** Which drawers are selected, by their ids; none can be where there is no selection. */
export interface Selection {
  chosen: ReadonlyMap<string, Drawer>;
  choose: (drawers: readonly Drawer[], is: boolean) => void;
}

export function DrawerRows(props: {
  drawers: readonly (Drawer | PalaceHit)[];
  place: MemoryPlace;
  selection: Selection | null;
}) {
  const { t } = useTranslation('palace');
  const { drawers, place, selection } = props;
  const isAll = selection !== null && drawers.every(({ id }) => selection.chosen.has(id));
  return (
    <>
      {selection ? (
        <label className="mb-1 flex items-center gap-2 py-1 pl-1 text-sm text-ink-muted">
          <input
            type="checkbox"
            checked={isAll}
            onChange={() => selection.choose(drawers, !isAll)}
            className="size-4 shrink-0 accent-accent"
          />
          {t('chooseAll', { count: drawers.length })}
        </label>
      ) : null}
      <ul className="space-y-0.5">
        {drawers.map((drawer) => (
          <li
            key={drawer.id}
            className="flex items-start [contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]"
          >
            {selection ? (
              <input
                type="checkbox"
                aria-label={t('chooseDrawer', { words: drawer.text.slice(0, 60) })}
                checked={selection.chosen.has(drawer.id)}
                onChange={() => selection.choose([drawer], !selection.chosen.has(drawer.id))}
                className="mt-3 ml-1 size-4 shrink-0 accent-accent"
              />
            ) : null}
            <DrawerRow drawer={drawer} place={place} />
          </li>
        ))}
      </ul>
    </>
  );
}

function DrawerRow({ drawer, place }: { drawer: Drawer | PalaceHit; place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  const isReplaced = 'replaced_by' in drawer && drawer.replaced_by !== null;
  return (
    <ListRow
      href={`#${hrefOf({ ...place, drawer: drawer.id })}`}
      isSelected={place.drawer === drawer.id}
      className="min-w-0 flex-1 py-2"
    >
      <span className={classNames('line-clamp-3 break-words', isReplaced && 'text-ink-muted')}>
        {'snippet' in drawer ? (
          <Highlighted text={drawer.snippet.text} marks={drawer.snippet.marks} />
        ) : (
          drawer.text.slice(0, 400)
        )}
      </span>
      {isReplaced ? (
        <span className="mt-1.5 flex items-center gap-1.5 text-sm text-asked">
          <History aria-hidden className="size-3.5 shrink-0" />
          {t('replaced')}
        </span>
      ) : null}
      <span className="mt-1.5 flex items-center gap-2 text-sm text-ink-faint">
        <TrustBadge trust={drawer.trust} />
        <RelativeTime at={drawer.created_at} className="ml-auto shrink-0" />
      </span>
      {place.room ? null : (
        <span className="mt-1 block truncate text-sm text-ink-faint">
          {t('placeOf', { wing: drawer.wing.name, room: drawer.room.name })}
        </span>
      )}
    </ListRow>
  );
}
