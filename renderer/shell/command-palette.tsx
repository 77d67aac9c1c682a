import { Dialog as Base } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { overlays, useOverlays } from '../state/overlays.ts';
import { backdropClasses } from '../ui/dialog.tsx';
import { Kbd } from '../ui/index.ts';
import { type PaletteItem, usePaletteItems } from './use-palette-items.tsx';

export function CommandPalette() {
  const { t } = useTranslation('shell');
  const isOpen = useOverlays((state) => state.open === 'palette');
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && overlays.close()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup
          aria-label={t('openPalette')}
          className="popup fixed top-[14vh] left-1/2 z-50 flex max-h-[60vh] w-[min(36rem,calc(100vw-4rem))] -translate-x-1/2 flex-col rounded-xl"
        >
          <Finder />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A combobox over a list: the focus stays in the field, arrow keys move the mark. */
function Finder() {
  const { t } = useTranslation('shell');
  const [search, setSearch] = useState('');
  const [marked, setMarked] = useState(0);
  // Enter was pressed before the answer to what was typed came: the first of it is meant, not what stood there before
  const [isAwaited, setAwaited] = useState(false);
  const { items, areOld } = usePaletteItems(search.trim());
  const at = Math.min(marked, items.length - 1);
  const current = items[at];
  function run(item: PaletteItem | undefined): void {
    if (!item) return;
    overlays.close();
    item.run();
  }
  const runAwaited = useEffectEvent(() => {
    setAwaited(false);
    run(current);
  });
  useEffect(() => {
    if (isAwaited && !areOld) runAwaited();
  }, [isAwaited, areOld]);
  function press(event: KeyboardEvent): void {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Enter' && areOld && current?.group !== 'actions') setAwaited(true);
    else if (event.key === 'Enter') run(current);
    else if (next === undefined || items.length === 0) return;
    else setMarked((next + items.length) % items.length);
    event.preventDefault();
  }
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden className="size-4 text-ink-faint" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={current ? `palette-${current.id}` : undefined}
          aria-label={t('palettePlaceholder')}
          placeholder={t('palettePlaceholder')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setMarked(0);
            setAwaited(false);
          }}
          onKeyDown={press}
          className="h-12 flex-1 bg-transparent text-md outline-none placeholder:text-ink-faint"
        />
      </div>
      <div
        id="palette-list"
        role="listbox"
        aria-label={t('openPalette')}
        className="min-h-0 overflow-y-auto p-2"
      >
        {items.map((item, index) => (
          <Option
            key={item.id}
            item={item}
            heading={items[index - 1]?.group === item.group ? null : t(item.group)}
            isMarked={index === at}
            onMark={() => setMarked(index)}
            onRun={() => run(item)}
          />
        ))}
      </div>
      {items.length === 0 ? (
        <p className="px-4 pb-4 text-center text-ink-muted">{t('paletteEmpty')}</p>
      ) : null}
    </>
  );
}

interface OptionProps {
  item: PaletteItem;
  heading: string | null;
  isMarked: boolean;
  onMark: () => void;
  onRun: () => void;
}

function Option({ item, heading, isMarked, onMark, onRun }: OptionProps) {
  return (
    <>
      {heading ? (
        <div role="presentation" className="px-2 pt-2 pb-1 text-xs font-medium text-ink-faint">
          {heading}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the mark moves, the focus stays in the field */}
      <div
        id={`palette-${item.id}`}
        role="option"
        aria-selected={isMarked}
        ref={(node) => {
          if (isMarked) node?.scrollIntoView({ block: 'nearest' });
        }}
        onMouseMove={onMark}
        onClick={onRun}
        className={classNames(
          'flex h-9 items-center gap-3 rounded-md px-2 [&>svg]:size-4 [&>svg]:text-ink-muted',
          isMarked && 'bg-accent-soft',
        )}
      >
        {item.icon}
        <span className="min-w-0 flex-1 truncate">{item.label}</span>
        {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
      </div>
    </>
  );
}
