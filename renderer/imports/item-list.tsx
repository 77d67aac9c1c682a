import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/index.ts';
import { Button } from '../ui/index.ts';
import type { Choose } from './import-review.tsx';
import { ItemRow } from './item-row.tsx';

const step = 50;

/** Conversations and documents, each with what is to be known of it and whether it is taken. */
export function ItemList({ found, onChoose }: { found: Import; onChoose: Choose }) {
  const { t } = useTranslation('imports');
  const [count, setCount] = useState(step);
  const { items } = found;
  const setAll = (take: boolean) => onChoose({ items: items.map(({ id }) => ({ id, take })) });
  const rest = items.length - count;
  return (
    <section aria-label={t('itemsTitle')}>
      <div className="flex items-center gap-1">
        <h3 className="flex-1 font-medium">{t('itemsTitle')}</h3>
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
