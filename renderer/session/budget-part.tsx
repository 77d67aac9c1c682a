import { useTranslation } from 'react-i18next';
import type { SessionBudget } from '../api/index.ts';
import { ScopeLines } from '../budgets/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { showSessionDetail } from '../state/session-meter.ts';
import { Button } from '../ui/index.ts';

/** What was spent and what is left, in short. */
export function BudgetPart({ budget }: { budget: SessionBudget }) {
  const { t, i18n } = useTranslation(['budgets', 'session']);
  const own = budget.scopes.find(({ scope }) => scope === 'session');
  const shared = budget.scopes.filter(({ scope }) => scope !== 'session');
  const spentOf = (what: 'cost_cents' | 'running_seconds') =>
    formatAmount(what, own?.lines.find((line) => line.what === what)?.spent ?? 0, i18n.language);
  const isPriceUnknown = budget.model.id !== null && budget.model.price === null;
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h2 className="font-medium">{t('session:budget')}</h2>
      <dl className="mt-1 mb-2 space-y-0.5 text-sm [&_dd]:text-ink-muted [&_dd]:tabular-nums [&_div]:flex [&_div]:justify-between [&_div]:gap-3">
        <div>
          <dt>{t('kind.cost_cents')}</dt>
          <dd>{isPriceUnknown ? t('unknownCost') : spentOf('cost_cents')}</dd>
        </div>
        <div>
          <dt>{t('kind.running_seconds')}</dt>
          <dd>{spentOf('running_seconds')}</dd>
        </div>
      </dl>
      {own?.lines.some(({ limit }) => limit !== null) ? <ScopeLines lines={own.lines} emptyText="" /> : null}
      {shared.map((scope) => (
        <div key={scope.scope} className="mt-2">
          <p className="mb-1 text-sm text-ink-muted">{t(`scope.${scope.scope}`)}</p>
          <ScopeLines lines={scope.lines} emptyText="" />
        </div>
      ))}
      <Button size="sm" className="mt-2" onClick={() => showSessionDetail('budget')}>
        {t('limitsAndSpending')}
      </Button>
    </section>
  );
}
