import { ChevronRight, History } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import type { Item } from '../model/items.ts';
import { useOpenRows } from '../open-rows.ts';
import { spaceAbove } from './spacing.ts';

type FoldItem = Extract<Item, { kind: 'fold' }>;

/** What was set aside by an edit or a retry: still to be read, no longer read by the agent. */
export function Fold({ item, renderRow }: { item: FoldItem; renderRow: (row: Item) => ReactNode }) {
  const { t } = useTranslation('transcript');
  const isOpen = useOpenRows((state) => state.open[item.key] ?? false);
  const toggle = useOpenRows((state) => state.toggle);
  return (
    <section>
      <button
        type="button"
        data-transcript-row
        aria-expanded={isOpen}
        onClick={() => toggle(item.key)}
        className="flex min-h-8 w-full items-center gap-2 rounded-md border border-dashed border-line-strong px-3 text-left text-ink-muted transition-colors hover:bg-hover"
      >
        <History aria-hidden className="size-4 shrink-0 text-ink-faint" />
        <span className="flex-1">{t('setAside', { count: item.items.length })}</span>
        <ChevronRight
          aria-hidden
          className={classNames('size-4 shrink-0 text-ink-faint transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      {isOpen ? (
        <div className="ml-2 border-l-2 border-dashed border-line-strong pb-2 pl-4">
          {item.items.map((inner, index) => (
            <div key={inner.key} className={spaceAbove(inner, item.items[index - 1])}>
              {renderRow(inner)}
            </div>
          ))}
        </div>
      ) : null}
    </section>
  );
}
