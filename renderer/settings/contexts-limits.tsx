import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ContextsChange, type ContextsView, useEndpoint } from '../api/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { Button, Field, Input, Segmented, Skeleton, Switch } from '../ui/index.ts';

type Unit = 'tokens' | 'money';

/** What contexts may cost in a day, which model writes them, and whose words are left out. */
export function ContextsLimits({
  view,
  isBusy,
  onChange,
}: {
  view: ContextsView;
  isBusy: boolean;
  onChange: (change: ContextsChange, isSaid?: boolean) => void;
}) {
  const { t, i18n } = useTranslation(['contexts', 'common']);
  const { budget, spent } = view;
  const [unit, setUnit] = useState<Unit>('tokens' in budget ? 'tokens' : 'money');
  const [amount, setAmount] = useState(String('tokens' in budget ? budget.tokens : budget.cents));
  const [model, setModel] = useState(view.chosen_model ?? '');
  const wanted = Number(amount);
  const isRight = amount.trim() !== '' && wanted >= 0 && (unit === 'money' || Number.isInteger(wanted));
  const spentText =
    unit === 'tokens'
      ? formatAmount('input_tokens', spent.tokens, i18n.language)
      : formatAmount('cost_cents', spent.cents, i18n.language);
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRight || isBusy) return;
        onChange(
          {
            budget: unit === 'tokens' ? { tokens: wanted } : { cents: wanted },
            model: model.trim() === '' ? null : model.trim(),
          },
          true,
        );
      }}
    >
      <Segmented
        label={t('unit')}
        value={unit}
        onChange={setUnit}
        options={(['tokens', 'money'] as const).map((value) => ({ value, label: t(value) }))}
      />
      <Field
        label={unit === 'tokens' ? t('amountTokens') : t('amountMoney')}
        hint={t('amountHint', { spent: spentText })}
        error={isRight ? undefined : t('amountWrong')}
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={0}
            step="any"
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('model')} hint={t('modelHint')}>
        {(control) => (
          <Input
            {...control}
            spellCheck={false}
            value={model}
            placeholder={view.chosen_model === null ? (view.model ?? '') : ''}
            onChange={(event) => setModel(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={!isRight} isBusy={isBusy}>
        {t('common:save')}
      </Button>
      <LeftOut leftOut={view.left_out} onChange={(left_out) => onChange({ left_out })} />
    </form>
  );
}

function LeftOut({ leftOut, onChange }: { leftOut: string[]; onChange: (leftOut: string[]) => void }) {
  const { t } = useTranslation(['contexts', 'memory']);
  const wings = useEndpoint('listWings');
  if (wings.isPending) return <Skeleton lines={2} />;
  const all = (wings.data?.data ?? []).map(({ id, name, kind }) => ({
    id,
    name: kind === 'home' ? t('memory:home') : name,
  }));
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t('wings')}</legend>
      {all.length === 0 ? <p className="text-sm text-ink-muted">{t('wingsNone')}</p> : null}
      <ul className="max-h-60 space-y-2 overflow-y-auto">
        {all.map(({ id, name }) => (
          <li key={id} className="flex items-center gap-3">
            <Switch
              label={t('wing', { wing: name })}
              isOn={leftOut.includes(id)}
              onChange={(isOut) => onChange(isOut ? [...leftOut, id] : leftOut.filter((each) => each !== id))}
            />
            <span className="min-w-0 break-words">{name}</span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
