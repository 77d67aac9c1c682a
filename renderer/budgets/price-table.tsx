import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelPrice, Prices } from '../api/index.ts';
import { numberFormat } from '../lib/formatters.ts';
import { Button, Card, IconButton } from '../ui/index.ts';
import { PriceDialog } from './price-dialog.tsx';
import { UnknownPrice } from './unknown-price.tsx';
import { useBudgetChanges } from './use-budget-changes.ts';

/** What each model costs, and which models have no price yet. */
export function PriceTable({ prices, unpricedTokenCap }: { prices: Prices; unpricedTokenCap: number }) {
  const { t } = useTranslation('budgets');
  const [editing, setEditing] = useState<{ model: string; price: ModelPrice | null } | null>(null);
  return (
    <>
      {prices.missing.map((model) => (
        <UnknownPrice key={model} model={model} unpricedTokenCap={unpricedTokenCap} />
      ))}
      <Card className="overflow-x-auto" tabIndex={0} role="group" aria-label={t('prices')}>
        <table className="w-full text-sm tabular-nums [&_td]:px-3 [&_td]:py-1.5 [&_th]:px-3 [&_th]:py-2 [&_th]:font-normal [&_th]:text-ink-muted">
          <thead>
            <tr className="border-b border-line text-right">
              <th className="text-left">{t('model')}</th>
              <th>{t('input')}</th>
              <th>{t('output')}</th>
              <th>{t('cacheRead')}</th>
              <th>{t('cacheWrite')}</th>
              <td aria-hidden className="w-20" />
            </tr>
          </thead>
          <tbody>
            {prices.prices.map((row) => (
              <PriceRow key={row.model} row={row} onEdit={() => setEditing(row)} />
            ))}
          </tbody>
        </table>
      </Card>
      <Button
        size="sm"
        icon={<Plus />}
        className="mt-3"
        onClick={() => setEditing({ model: '', price: null })}
      >
        {t('priceAdd')}
      </Button>
      {editing ? <PriceDialog {...editing} onClose={() => setEditing(null)} /> : null}
    </>
  );
}

function PriceRow({ row, onEdit }: { row: Prices['prices'][number]; onEdit: () => void }) {
  const { t, i18n } = useTranslation('budgets');
  const { setPrices } = useBudgetChanges();
  const { model, price, source } = row;
  const dollars = (value: number) =>
    numberFormat(i18n.language, {
      style: 'currency',
      currency: 'USD',
      minimumFractionDigits: 2,
      maximumFractionDigits: 4,
    }).format(value);
  return (
    <tr className="border-b border-line text-right last:border-b-0">
      <td className="max-w-48 truncate text-left font-medium select-text" title={model}>
        {model}
        {source === 'built_in' ? (
          <span className="block text-xs font-normal text-ink-muted">{t('priceBuiltIn')}</span>
        ) : null}
      </td>
      <td>{dollars(price.input)}</td>
      <td>{dollars(price.output)}</td>
      <td>{dollars(price.cache_read)}</td>
      <td>{dollars(price.cache_write)}</td>
      <td className="whitespace-nowrap">
        <IconButton
          size="sm"
          icon={<Pencil />}
          label={t('priceChange', { model })}
          hasTooltip={false}
          onClick={onEdit}
        />
        {source === 'owner' ? (
          <IconButton
            size="sm"
            icon={<Trash2 />}
            label={t('priceRemove', { model })}
            hasTooltip={false}
            onClick={() => setPrices({ prices: { [model]: null } })}
          />
        ) : null}
      </td>
    </tr>
  );
}
