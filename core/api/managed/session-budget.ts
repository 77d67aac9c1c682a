import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import { createBudgetActions } from '../budget-actions.ts';
import type { ApiDeps } from '../ports.ts';

/** Budgets as the Managed Agents API has them (reference 4.8): one ceiling of money, at list price. */
export const sessionBudget = z
  .object({
    type: z.literal('limit'),
    max_list_cost: z
      .object({
        amount: z.string().regex(/^(0|[1-9]\d{0,11})$/, 'whole US cents as a string, without leading zeros'),
        currency: z.literal('USD'),
      })
      .strict(),
  })
  .strict();
export type SessionBudgetParams = z.infer<typeof sessionBudget>;

/** Sets, raises and removes budgets of Managed Agents clients. */
export function createManagedBudgets(deps: ApiDeps) {
  const { budgets } = deps;
  const actions = createBudgetActions(deps);

  async function requirePrice(model: string): Promise<void> {
    const { id, price } = await budgets.modelOf(model);
    if (price === null)
      throw new HoldfastError(
        'model_not_budgetable',
        `the price of ${id ?? 'the model'} is not known; enter it in Settings, or limit tokens instead`,
      );
  }

  return {
    /** Before the session is made: throws `model_not_budgetable`. */
    requirePrice,

    async create(sessionId: string, budget: SessionBudgetParams, by: string): Promise<void> {
      const limits = { cost_cents: Number(budget.max_list_cost.amount) };
      await actions.setSession(sessionId, { limits, managed: true }, by);
    },

    /** Throws `budget_create_only`, `budget_not_raised`, `model_not_budgetable`. True when something changed. */
    async update(
      sessionId: string,
      budget: SessionBudgetParams | null,
      model: string,
      by: string,
    ): Promise<boolean> {
      const report = await actions.reportOf(sessionId);
      if (budget === null) {
        if (!report.isManaged) return false;
        await actions.setSession(sessionId, { limits: { cost_cents: null }, managed: false }, by);
        return true;
      }
      if (!report.isManaged)
        throw new HoldfastError('budget_create_only', `${sessionId} was not created with a budget`);
      await requirePrice(model);
      const cents = Number(budget.max_list_cost.amount);
      const spentCents = report.spent.costNanos / 10_000_000;
      if (cents <= spentCents)
        throw new HoldfastError('budget_not_raised', `${Math.ceil(spentCents)} cents are spent already`);
      await actions.setSession(sessionId, { limits: { cost_cents: cents }, managed: true }, by);
      return true;
    },
  };
}
