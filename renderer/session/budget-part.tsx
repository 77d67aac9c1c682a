import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionBudget, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatAmount } from '../lib/amounts.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Field, Input } from '../ui/index.ts';

/** What was spent and what is left; the limit of money can be set, raised and taken away here. */
export function BudgetPart({ budget }: { budget: SessionBudget }) {
  const { t, i18n } = useTranslation('session');
  const [isEditing, setEditing] = useState(false);
  const lines = budget.scopes.flatMap(({ scope, lines }) =>
    lines
      .filter((line) => line.limit !== null || (scope === 'session' && line.what === 'cost_cents'))
      .map((line) => ({ ...line, scope })),
  );
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h2 className="font-medium">{t('budget')}</h2>
      <dl className="mt-1 space-y-0.5 text-sm">
        {lines.map(({ scope, what, spent, limit }) => {
          const amount = (value: number) => formatAmount(what, value, i18n.language);
          return (
            <div key={`${scope} ${what}`} className="flex gap-2">
              <dt className="flex-1">
                {scope === 'session' ? t(`limit.${what}`) : `${t(`scope.${scope}`)}: ${t(`limit.${what}`)}`}
              </dt>
              <dd className="text-ink-muted tabular-nums">
                {limit === null
                  ? amount(spent)
                  : t('spentOf', { spent: amount(spent), limit: amount(limit) })}
              </dd>
            </div>
          );
        })}
      </dl>
      {isEditing ? (
        <LimitForm budget={budget} onDone={() => setEditing(false)} />
      ) : (
        <Button size="sm" className="mt-2" onClick={() => setEditing(true)}>
          {t('changeLimit')}
        </Button>
      )}
    </section>
  );
}

function LimitForm({ budget, onDone }: { budget: SessionBudget; onDone: () => void }) {
  const { t } = useTranslation(['session', 'common']);
  const own = budget.scopes.find(({ scope }) => scope === 'session');
  const limit = own?.lines.find(({ what }) => what === 'cost_cents')?.limit ?? null;
  const [dollars, setDollars] = useState(limit === null ? '' : String(limit / 100));
  const target = { params: { id: budget.session_id } };
  const { refetch } = useEndpoint('getSessionBudget', target);
  const save = useEndpointMutation('setSessionBudget', ['sessions']);
  const cents = dollars.trim() === '' ? null : Math.round(Number(dollars) * 100);
  const isValid = cents === null || (Number.isFinite(cents) && cents >= 0);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isValid || save.isPending) return;
    save.mutate(
      { ...target, body: { limits: { cost_cents: cents } } },
      {
        onError: showFailure,
        onSuccess: () => {
          void refetch();
          onDone();
        },
      },
    );
  }
  return (
    <form onSubmit={submit} className="mt-2 space-y-2">
      <Field label={t('costLimit')} hint={t('costLimitHint')}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={dollars}
            onChange={(event) => setDollars(event.target.value)}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onDone}>
          {t('common:cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" disabled={!isValid} isBusy={save.isPending}>
          {t('common:save')}
        </Button>
      </div>
    </form>
  );
}
