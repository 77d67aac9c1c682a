import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BudgetKind, BudgetLine } from '../api/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { Button, Input } from '../ui/index.ts';
import { limitText, parseLimit } from './limit-text.ts';

export interface LimitsFormProps {
  lines: readonly BudgetLine[];
  isBusy: boolean;
  /** Nobody knows what the model costs: what was spent of money cannot be said. */
  isMoneyUnknown?: boolean;
  /** Only what changed; null takes a limit away. */
  onSave: (limits: Partial<Record<BudgetKind, number | null>>) => void;
  onCancel?: () => void;
}

/** Every limit of one scope, with what was spent of it beside the field. */
export function LimitsForm({ lines, isBusy, isMoneyUnknown = false, onSave, onCancel }: LimitsFormProps) {
  const { t } = useTranslation(['budgets', 'common']);
  const [texts, setTexts] = useState<Partial<Record<BudgetKind, string>>>({});
  const textOf = (line: BudgetLine) => texts[line.what] ?? limitText(line.what, line.limit);
  const changed = lines.flatMap((line) => {
    const limit = parseLimit(line.what, textOf(line));
    return limit === line.limit ? [] : [[line.what, limit] as const];
  });
  const isValid = changed.every(([, limit]) => limit !== undefined);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isValid || isBusy) return;
    onSave(Object.fromEntries(changed.map(([what, limit]) => [what, limit ?? null])));
    setTexts({});
  }
  return (
    <form onSubmit={submit} aria-label={t('limits')}>
      <div className="grid grid-cols-[minmax(0,1fr)_9rem_minmax(5rem,8rem)] items-center gap-x-4 gap-y-2">
        <span className="text-sm text-ink-muted">{t('what')}</span>
        <span className="text-sm text-ink-muted">{t('limitColumn')}</span>
        <span className="text-right text-sm text-ink-muted">{t('spentColumn')}</span>
        {lines.map((line) => (
          <LimitRow
            key={line.what}
            line={line}
            text={textOf(line)}
            isSpentUnknown={isMoneyUnknown && line.what === 'cost_cents'}
            onChange={(text) => setTexts({ ...texts, [line.what]: text })}
          />
        ))}
      </div>
      <p className="mt-3 text-sm text-ink-muted">{t('limitsHint')}</p>
      <div className="mt-3 flex justify-end gap-2">
        {onCancel ? (
          <Button variant="ghost" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
        ) : null}
        <Button type="submit" variant="primary" disabled={!isValid || changed.length === 0} isBusy={isBusy}>
          {t('saveLimits')}
        </Button>
      </div>
    </form>
  );
}

function LimitRow({
  line,
  text,
  isSpentUnknown,
  onChange,
}: {
  line: BudgetLine;
  text: string;
  isSpentUnknown: boolean;
  onChange: (text: string) => void;
}) {
  const { t, i18n } = useTranslation('budgets');
  const id = useId();
  const isWrong = parseLimit(line.what, text) === undefined;
  return (
    <>
      <label htmlFor={id}>{t(`kind.${line.what}`)}</label>
      <div className="relative">
        {line.what === 'cost_cents' ? (
          <span aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-muted">
            $
          </span>
        ) : null}
        <Input
          id={id}
          value={text}
          placeholder={t('noLimit')}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-error` : undefined}
          onChange={(event) => onChange(event.target.value)}
          className={line.what === 'cost_cents' ? 'pl-6 tabular-nums' : 'tabular-nums'}
        />
      </div>
      <span className="text-right text-sm text-ink-muted tabular-nums">
        {isSpentUnknown ? t('unknownCost') : formatAmount(line.what, line.spent, i18n.language)}
      </span>
      {isWrong ? (
        <p id={`${id}-error`} className="col-span-3 -mt-1 text-right text-sm text-denied">
          {t(`wrong.${line.what}`)}
        </p>
      ) : null}
    </>
  );
}
