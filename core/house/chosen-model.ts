import type { SessionRecord } from '../log/index.ts';
import type { CurrentModel, ModelSettings } from './model-settings.ts';

/** The model for a session, with the window that the owner gave it; null when none is set up. */
export function createChosenModel(models: Pick<ModelSettings, 'current' | 'windowOf'>) {
  return async (
    session: Pick<SessionRecord, 'agent'>,
  ): Promise<(CurrentModel & { windowTokens?: number }) | null> => {
    const chosen = withModelOf(await models.current(), session.agent.model);
    const windowTokens = chosen ? await models.windowOf(chosen.model) : undefined;
    return chosen && windowTokens !== undefined ? { ...chosen, windowTokens } : chosen;
  };
}

/** An agent that names a model gets it; `default` and the rehearsal model are what the owner chose. */
function withModelOf(current: CurrentModel | null, agentModel: unknown): CurrentModel | null {
  if (current === null || current.model === 'rehearsal') return current;
  const named = typeof agentModel === 'string' ? agentModel : isNamed(agentModel) ? agentModel.id : 'default';
  return named === 'default' ? current : { ...current, model: named };
}

function isNamed(model: unknown): model is { id: string } {
  return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string';
}
