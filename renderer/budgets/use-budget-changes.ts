import { useQueryClient } from '@tanstack/react-query';
import { type BudgetScope, type ReachedLimit, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';

export interface LimitTarget {
  scope: BudgetScope['scope'];
  sessionId: string | null;
  agentId: string | null;
}

type Limits = Partial<Record<string, number | null>>;

/** Changes limits wherever they are kept; what is shown of budgets follows. */
export function useBudgetChanges() {
  const client = useQueryClient();
  const setSession = useEndpointMutation('setSessionBudget', ['sessions']);
  const setShared = useEndpointMutation('setBudgets', ['sessions']);
  const setPrices = useEndpointMutation('setPrices', ['sessions']);
  const refresh = () => {
    for (const name of ['getSessionBudget', 'getBudgets', 'getPrices'] as const)
      void client.invalidateQueries({ queryKey: [name] });
  };
  const done = (onDone?: () => void) => ({
    onError: showFailure,
    onSuccess: () => {
      refresh();
      onDone?.();
    },
  });

  function change(target: LimitTarget, limits: Limits, onDone?: () => void): void {
    if (target.scope === 'session') {
      if (target.sessionId !== null)
        setSession.mutate({ params: { id: target.sessionId }, body: { limits } }, done(onDone));
      return;
    }
    if (target.scope === 'agent') {
      if (target.agentId !== null)
        setShared.mutate({ body: { agents: { [target.agentId]: { limits } } } }, done(onDone));
      return;
    }
    setShared.mutate({ body: { [target.scope]: limits } }, done(onDone));
  }

  return {
    isBusy: setSession.isPending || setShared.isPending || setPrices.isPending,
    change,
    /** Raises what stood in the way; the cap on tokens without a price is one for all. */
    raise(target: LimitTarget, what: ReachedLimit['what'], to: number): void {
      if (what === 'unpriced_tokens') setShared.mutate({ body: { unpriced_token_cap: to } }, done());
      else change(target, { [what]: to });
    },
    setSession: (id: string, body: { background: boolean }) =>
      setSession.mutate({ params: { id }, body }, done()),
    setShared: (body: Parameters<typeof setShared.mutate>[0]['body'], onDone?: () => void) =>
      setShared.mutate({ body }, done(onDone)),
    setPrices: (body: Parameters<typeof setPrices.mutate>[0]['body'], onDone?: () => void) =>
      setPrices.mutate({ body }, done(onDone)),
  };
}
