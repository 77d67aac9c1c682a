import { Gauge, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ReachedLimit, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate } from '../router/router.ts';
import { showSessionDetail } from '../state/session-meter.ts';
import { Button } from '../ui/index.ts';
import { raiseSuggestions } from './raise.ts';
import { SpendingTable } from './spending-table.tsx';
import { useBudgetChanges } from './use-budget-changes.ts';

/** A session that stopped at a limit: which, what it was spent on, and the two ways on: raise it, or stop here. */
export function BudgetCard({ sessionId, reached }: { sessionId: string; reached: readonly ReachedLimit[] }) {
  const { t } = useTranslation('budgets');
  const target = { params: { id: sessionId } };
  const budget = useEndpoint('getSessionBudget', { ...target, isFresh: true }).data;
  const stop = useEndpointMutation('interrupt', ['sessions']);
  const shown = budget?.reached ?? reached;
  const isOfDay = shown.some(({ scope }) => scope === 'day' || scope === 'background');
  return (
    <section
      aria-label={t('reached')}
      className="rounded-xl border border-line-strong bg-raised px-4 py-3.5 shadow-low"
    >
      <div className="flex gap-2.5">
        <Gauge aria-hidden className="mt-0.5 size-4 shrink-0 text-asked" />
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">{t('reached')}</h2>
          <p className="text-sm text-ink-muted">{isOfDay ? t('goesOnAtMidnight') : t('reachedText')}</p>
          <ul className="mt-3 space-y-3">
            {shown.map((limit) => (
              <Reached key={`${limit.scope} ${limit.what}`} sessionId={sessionId} limit={limit} />
            ))}
          </ul>
          {budget && budget.spending.length > 0 ? (
            <details className="mt-3">
              <summary className="w-fit cursor-default rounded-sm text-sm text-accent hover:underline">
                {t('whatWasSpent')}
              </summary>
              <div className="mt-2 overflow-x-auto">
                <SpendingTable spending={budget.spending} />
              </div>
            </details>
          ) : null}
          <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line pt-3">
            <Button
              variant="danger-quiet"
              icon={<Square className="fill-current" />}
              isBusy={stop.isPending}
              onClick={() => stop.mutate(target, { onError: showFailure })}
            >
              {t('stopHere')}
            </Button>
            <span className="text-sm text-ink-muted">{t('stopHereHint')}</span>
          </div>
        </div>
      </div>
    </section>
  );
}

function Reached({ sessionId, limit }: { sessionId: string; limit: ReachedLimit }) {
  const { t, i18n } = useTranslation('budgets');
  const agentId = useEndpoint('getSession', { params: { id: sessionId } }).data?.agent_id ?? null;
  const { raise, isBusy } = useBudgetChanges();
  const amount = (value: number) => formatAmount(limit.what, value, i18n.language);
  function other(): void {
    if (limit.scope === 'session' && limit.what !== 'unpriced_tokens') showSessionDetail('budget');
    else navigate(links.settings('budgets'));
  }
  return (
    <li>
      <p>
        <span className="text-ink-muted">{t(`scope.${limit.scope}`)} · </span>
        <span className="font-medium tabular-nums">
          {t('limitReachedLine', {
            what: t(`kind.${limit.what}`),
            spent: amount(limit.spent),
            limit: amount(limit.limit),
          })}
        </span>
        {limit.needed > 0.01 ? (
          <span className="text-ink-muted">
            {', '}
            {t('limitReachedNeeded', { needed: amount(limit.needed) })}
          </span>
        ) : null}
      </p>
      <div className="mt-1.5 flex flex-wrap gap-2">
        {raiseSuggestions(limit).map((to, index) => (
          <Button
            key={to}
            variant={index === 0 ? 'primary' : 'secondary'}
            isBusy={isBusy}
            onClick={() => raise({ scope: limit.scope, sessionId, agentId }, limit.what, to)}
          >
            {t('raiseTo', { amount: amount(to) })}
          </Button>
        ))}
        <Button variant="ghost" onClick={other}>
          {limit.what === 'unpriced_tokens' ? t('enterPrice') : t('anotherAmount')}
        </Button>
      </div>
    </li>
  );
}
