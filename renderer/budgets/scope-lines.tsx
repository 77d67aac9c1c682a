import { useTranslation } from 'react-i18next';
import type { BudgetLine } from '../api/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { classNames } from '../lib/class-names.ts';

/** Limits that are set, each with a bar of what is spent. Says so where none is set. */
export function ScopeLines({ lines, emptyText }: { lines: readonly BudgetLine[]; emptyText: string }) {
  const limited = lines.filter(({ limit }) => limit !== null);
  if (limited.length === 0) return <p className="text-sm text-ink-muted">{emptyText}</p>;
  return (
    <dl className="space-y-2 text-sm">
      {limited.map((line) => (
        <ScopeLine key={line.what} line={line} />
      ))}
    </dl>
  );
}

function ScopeLine({ line: { what, spent, limit, share } }: { line: BudgetLine }) {
  const { t, i18n } = useTranslation('budgets');
  const amount = (value: number) => formatAmount(what, value, i18n.language);
  const isUp = (share ?? 0) >= 1;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
      <dt>{t(`kind.${what}`)}</dt>
      <dd className={classNames('tabular-nums', isUp ? 'font-medium text-asked' : 'text-ink-muted')}>
        {t('spentOf', { spent: amount(spent), limit: amount(limit ?? 0) })}
      </dd>
      <dd aria-hidden className="col-span-2 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className={classNames('h-full rounded-full', isUp ? 'bg-asked' : 'bg-accent')}
          style={{ width: `${Math.min(1, share ?? 0) * 100}%` }}
        />
      </dd>
    </div>
  );
}
