import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionBudget } from '../api/index.ts';
import { formatCount } from '../lib/amounts.ts';
import { links } from '../router/router.ts';
import { Dialog, Switch } from '../ui/index.ts';
import { LimitsForm } from './limits-form.tsx';
import { ScopeLines } from './scope-lines.tsx';
import { SpendingTable } from './spending-table.tsx';
import { UnknownPrice } from './unknown-price.tsx';
import { useBudgetChanges } from './use-budget-changes.ts';

/** Everything about one session's budget: its limits, those it shares, and what was spent on what. */
export function SessionBudgetDialog({ budget, onClose }: { budget: SessionBudget; onClose: () => void }) {
  const { t, i18n } = useTranslation('budgets');
  const { change, setSession, isBusy } = useBudgetChanges();
  const form = useRef<HTMLElement>(null);
  const own = budget.scopes.find(({ scope }) => scope === 'session');
  const shared = budget.scopes.filter(({ scope }) => scope !== 'session');
  const { id: model, price, unpriced_token_cap: cap } = budget.model;
  const reserved = budget.reserved.input_tokens + budget.reserved.output_tokens;
  return (
    <Dialog isOpen width="lg" onClose={onClose} title={t('sheet')}>
      {model !== null && price === null ? (
        <UnknownPrice
          model={model}
          unpricedTokenCap={cap}
          onLimitTokens={() => form.current?.querySelector('input')?.focus()}
        />
      ) : null}
      <section ref={form}>
        <h3 className="mb-2 font-medium">{t('ownLimits')}</h3>
        {own ? (
          <LimitsForm
            lines={own.lines}
            isBusy={isBusy}
            isMoneyUnknown={model !== null && price === null}
            onSave={(limits) =>
              change({ scope: 'session', sessionId: budget.session_id, agentId: null }, limits)
            }
          />
        ) : null}
        <div className="mt-4 flex items-center gap-6 border-t border-line pt-4">
          <div className="min-w-0 flex-1">
            <p className="font-medium">{t('countsAsBackground')}</p>
            <p className="mt-0.5 text-sm text-ink-muted">{t('countsAsBackgroundHint')}</p>
          </div>
          <Switch
            label={t('countsAsBackground')}
            isOn={budget.background}
            onChange={(background) => setSession(budget.session_id, { background })}
          />
        </div>
      </section>
      {shared.length > 0 ? (
        <section className="mt-5">
          <h3 className="mb-2 font-medium">{t('sharedLimits')}</h3>
          <div className="space-y-3">
            {shared.map((scope) => (
              <div key={scope.scope}>
                <p className="mb-1 text-sm text-ink-muted">{t(`scope.${scope.scope}`)}</p>
                <ScopeLines lines={scope.lines} emptyText={t('emptyShared')} />
              </div>
            ))}
          </div>
          <a
            href={`#${links.settings('budgets')}`}
            onClick={onClose}
            className="mt-2 inline-block rounded-sm text-sm text-accent underline-offset-2 hover:underline"
          >
            {t('sharedOpen')}
          </a>
        </section>
      ) : null}
      <section className="mt-5">
        <h3 className="mb-2 font-medium">{t('whatWasSpent')}</h3>
        <SpendingTable spending={budget.spending} />
        {reserved > 0 ? (
          <p className="mt-2 text-sm text-ink-muted">
            {t('requestsReserved', { tokens: formatCount(reserved, i18n.language) })}
          </p>
        ) : null}
      </section>
    </Dialog>
  );
}
