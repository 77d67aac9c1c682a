import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import, ImportItem } from '../api/index.ts';
import { Button } from '../ui/index.ts';
import type { Choose } from './import-review.tsx';
import { ItemRow } from './item-row.tsx';

const step = 50;

const isThere = ({ known, forgotten, messages }: ImportItem) => known + forgotten >= messages;
/** Something in it is not what it seems, and it could be taken. */
export const isOdd = (item: ImportItem) => (item.wording.length > 0 || item.hidden > 0) && !isThere(item);
/** Those that want to be looked at come first, and those that nothing is to be taken of last. */
const rankOf = (item: ImportItem) => (isThere(item) ? 2 : isOdd(item) ? 0 : 1);

/** Conversations and documents, each with what is to be known of it and whether it is taken. */
export function ItemList({ found, onChoose }: { found: Import; onChoose: Choose }) {
  const { t } = useTranslation('imports');
  const [count, setCount] = useState(step);
  const items = [...found.items].sort((left, right) => rankOf(left) - rankOf(right));
  const known = items.filter(isThere).length;
  const setAll = (take: boolean) => onChoose({ items: items.map(({ id }) => ({ id, take })) });
  const rest = items.length - count;
  return (
    <section aria-label={t('itemsTitle')}>
      <div className="flex items-center gap-1">
        <h3 className="flex-1 font-medium">
          {t('itemsTitle')}
          {known > 0 ? (
            <span className="ml-2 text-sm font-normal text-ink-muted">
              {t('allKnownOf', { known, all: items.length })}
            </span>
          ) : null}
        </h3>
        <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
          {t('chooseAll')}
        </Button>
        <Button variant="ghost" size="sm" onClick={() => setAll(false)}>
          {t('chooseNone')}
        </Button>
      </div>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
        {items.slice(0, count).map((item) => (
          <li key={item.id} className="px-3 py-2.5">
            <ItemRow
              importId={found.id}
              item={item}
              onTake={(take) => onChoose({ items: [{ id: item.id, take }] })}
            />
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <Button variant="ghost" size="sm" className="mt-1" onClick={() => setCount(count + step)}>
          {t('itemsMore', { count: Math.min(rest, step) })}
        </Button>
      ) : null}
    </section>
  );
}
