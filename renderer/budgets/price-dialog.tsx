import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelPrice } from '../api/index.ts';
import { Button, Dialog, Field, Input } from '../ui/index.ts';
import { useBudgetChanges } from './use-budget-changes.ts';

const parts = ['input', 'output', 'cache_read', 'cache_write'] as const;
const labels = {
  input: 'input',
  output: 'output',
  cache_read: 'cacheRead',
  cache_write: 'cacheWrite',
} as const;

/** Four numbers of one model. A cache price that is left out counts as input: rather too much than too little. */
export function PriceDialog({
  model,
  price,
  onClose,
}: {
  /** Empty: a new one, to be named. */
  model: string;
  price: ModelPrice | null;
  onClose: () => void;
}) {
  const { t } = useTranslation(['budgets', 'common']);
  const { setPrices, isBusy } = useBudgetChanges();
  const [name, setName] = useState(model);
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(parts.map((part) => [part, price ? String(price[part]) : ''])),
  );
  const numbers = parts.map((part) => dollarsIn(texts[part] ?? ''));
  const [input, output, cacheRead, cacheWrite] = numbers;
  const isReady =
    name.trim() !== '' && input != null && output != null && !numbers.includes(undefined) && !isBusy;
  function submit(event: FormEvent): void {
    event.preventDefault();
    // the dialog stands in a form of its own, also where it was opened from another one
    event.stopPropagation();
    if (!isReady || input == null || output == null) return;
    const value = { input, output, cache_read: cacheRead ?? input, cache_write: cacheWrite ?? input };
    setPrices({ prices: { [name.trim()]: value } }, onClose);
  }
  return (
    <Dialog
      isOpen
      width="sm"
      onClose={onClose}
      title={model === '' ? t('priceNew') : t('price', { model })}
      description={t('priceHint')}
    >
      <form onSubmit={submit} className="space-y-4">
        {model === '' ? (
          <Field label={t('model')} hint={t('priceModelHint')}>
            {(control) => (
              <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
        ) : null}
        <div className="grid grid-cols-2 gap-4">
          {parts.map((part, index) => (
            <Field
              key={part}
              label={t(labels[part])}
              error={numbers[index] === undefined ? t('priceWrong') : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={texts[part]}
                  placeholder={index < 2 ? '' : (texts.input ?? '')}
                  onChange={(event) => setTexts({ ...texts, [part]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" type="submit" disabled={!isReady} isBusy={isBusy}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Null: empty; undefined: no price. */
function dollarsIn(text: string): number | null | undefined {
  const words = text.trim().replace(',', '.').replace(/^\$/, '');
  if (words === '') return null;
  const value = Number(words);
  return Number.isFinite(value) && value >= 0 && value <= 100_000 ? value : undefined;
}
