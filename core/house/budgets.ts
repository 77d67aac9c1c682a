import type { BudgetsPort } from '../api/index.ts';
import { type Budgets, knownPrices, priceOf } from '../harness/index.ts';
import type { ModelSettings } from './model-settings.ts';

/** The budgets as the API asks for them: with the models that are set up now. */
export function createBudgetsPort(budgets: Budgets, models: Pick<ModelSettings, 'current'>): BudgetsPort {
  const currentModel = async () => (await models.current())?.model ?? null;
  return {
    ...budgets,
    knownPrices,
    async modelOf(agentModel) {
      const current = await currentModel();
      // the same choice as for a request: `default`, and everything in a rehearsal, is what the owner chose
      const id =
        agentModel === 'default' || current === null || current === 'rehearsal' ? current : agentModel;
      return { id, price: id === null ? null : priceOf(await budgets.settings(), id) };
    },
    async modelsInUse() {
      const current = await currentModel();
      return current === null ? [] : [current];
    },
  };
}
