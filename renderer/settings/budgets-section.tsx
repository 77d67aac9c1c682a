import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BudgetScope, type Budgets, useEndpoint } from '../api/index.ts';
import { LimitsForm, PriceTable, ScopeLines, useBudgetChanges } from '../budgets/index.ts';
import { limitText, parseLimit } from '../budgets/limit-text.ts';
import { Button, Card, Dialog, ErrorState, IconButton, Input, Segmented, Skeleton } from '../ui/index.ts';
import { SettingGroup, SettingRow } from './parts.tsx';

/** What all sessions together may spend, and what models cost. */
export function BudgetsSection() {
  const { t } = useTranslation('budgets');
  const budgets = useEndpoint('getBudgets', { isFresh: true });
  const prices = useEndpoint('getPrices', { isFresh: true });
  if (budgets.isPending || prices.isPending) return <Skeleton lines={6} />;
  const failed = budgets.error ?? prices.error;
  if (!budgets.data || !prices.data)
    return (
      <ErrorState
        error={failed}
        onRetry={() => {
          void budgets.refetch();
          void prices.refetch();
        }}
      />
    );
  const { day, background, unpriced_token_cap: cap } = budgets.data;
  return (
    <>
      <SharedScope title={t('day')} hint={t('dayHint')} scope={day} />
      <SharedScope title={t('background')} hint={t('backgroundHint')} scope={background} />
      <Agents budgets={budgets.data} />
      <SettingGroup title={t('prices')} hint={t('pricesHint')}>
        <PriceTable prices={prices.data} unpricedTokenCap={cap} />
      </SettingGroup>
      <TokenCap key={cap} cap={cap} />
    </>
  );
}

function SharedScope({
  title,
  hint,
  scope,
  agentId = null,
}: {
  title: string;
  hint: string;
  scope: BudgetScope;
  agentId?: string | null;
}) {
  return (
    <SettingGroup title={title} hint={hint}>
      <ScopeCard title={title} scope={scope} agentId={agentId} />
    </SettingGroup>
  );
}

function ScopeCard({ title, scope, agentId }: { title: string; scope: BudgetScope; agentId: string | null }) {
  const { t } = useTranslation('budgets');
  const [isOpen, setOpen] = useState(false);
  const { change, isBusy } = useBudgetChanges();
  return (
    <Card className="flex items-start gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <ScopeLines lines={scope.lines} emptyText={t('emptyShared')} />
      </div>
      <Button size="sm" aria-label={`${t('change')} ${title}`} onClick={() => setOpen(true)}>
        {t('change')}
      </Button>
      {isOpen ? (
        <Dialog isOpen onClose={() => setOpen(false)} title={t('changeTitle', { scope: title })}>
          <LimitsForm
            lines={scope.lines}
            isBusy={isBusy}
            onCancel={() => setOpen(false)}
            onSave={(limits) =>
              change({ scope: scope.scope, sessionId: null, agentId }, limits, () => setOpen(false))
            }
          />
        </Dialog>
      ) : null}
    </Card>
  );
}

function Agents({ budgets }: { budgets: Budgets }) {
  const { t } = useTranslation('budgets');
  const { setShared } = useBudgetChanges();
  const without = budgets.unlimited_agents;
  return (
    <SettingGroup title={t('agents')} hint={t('agentsHint')}>
      <div className="space-y-3">
        {budgets.agents.map((agent) => (
          <div key={agent.agent_id}>
            <div className="mb-1.5 flex items-center gap-3">
              <p className="min-w-0 flex-1 truncate font-medium">{agent.agent_name ?? agent.agent_id}</p>
              <Segmented
                label={t('period')}
                value={agent.period === 'total' ? 'total' : 'day'}
                onChange={(period) => setShared({ agents: { [agent.agent_id]: { period, limits: {} } } })}
                options={[
                  { value: 'day', label: t('agentDay') },
                  { value: 'total', label: t('agentTotal') },
                ]}
              />
              {agent.lines.every(({ limit }) => limit === null) ? (
                <IconButton
                  icon={<X />}
                  label={t('agentRemove', { agent: agent.agent_name ?? agent.agent_id })}
                  hasTooltip={false}
                  onClick={() => setShared({ agents: { [agent.agent_id]: null } })}
                />
              ) : null}
            </div>
            <ScopeCard title={agent.agent_name ?? agent.agent_id} scope={agent} agentId={agent.agent_id} />
          </div>
        ))}
        {budgets.agents.length === 0 ? <p className="text-ink-muted">{t('agentsEmpty')}</p> : null}
        <div className="flex flex-wrap gap-2">
          {without.map(({ agent_id, agent_name }) => (
            <Button
              key={agent_id}
              size="sm"
              onClick={() => setShared({ agents: { [agent_id]: { limits: {} } } })}
            >
              {t('agentLimit')}: {agent_name ?? agent_id}
            </Button>
          ))}
        </div>
      </div>
    </SettingGroup>
  );
}

function TokenCap({ cap }: { cap: number }) {
  const { t } = useTranslation(['budgets', 'common']);
  const { setShared, isBusy } = useBudgetChanges();
  const [text, setText] = useState(() => limitText('input_tokens', cap));
  const wanted = parseLimit('input_tokens', text);
  return (
    <SettingRow title={t('cap')} hint={t('capHint')}>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted != null) setShared({ unpriced_token_cap: wanted });
        }}
      >
        <Input
          aria-label={t('cap')}
          aria-invalid={wanted == null || undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-24 tabular-nums"
        />
        <Button type="submit" disabled={wanted == null || wanted === cap} isBusy={isBusy}>
          {t('common:save')}
        </Button>
      </form>
    </SettingRow>
  );
}
