import type { Agents } from '../agents/index.ts';
import { type AskBounds, defaultAskBounds } from '../harness/index.ts';
import type { Log } from '../log/index.ts';
import { boundIn } from './reach-bounds.ts';

/**
 * How often a session may ask its owner: from its environment's metadata (`holdfast_max_asks_per_turn`, `holdfast_max_asks_per_minute`,
 * `holdfast_max_denials_per_turn`), or the usual bounds where it says nothing that is a whole number.
 */
export function createAskBounds(agents: Pick<Agents, 'getEnvironment'>, log: Pick<Log, 'getSession'>) {
  return async (sessionId: string): Promise<AskBounds> => {
    const { environmentId } = await log.getSession({ sessionId });
    const environment = await agents.getEnvironment({ id: environmentId }).catch(() => null);
    const said: unknown = environment?.definition.metadata;
    return {
      perTurn: boundIn(said, 'holdfast_max_asks_per_turn') ?? defaultAskBounds.perTurn,
      perMinute: boundIn(said, 'holdfast_max_asks_per_minute') ?? defaultAskBounds.perMinute,
      denials: boundIn(said, 'holdfast_max_denials_per_turn') ?? defaultAskBounds.denials,
    };
  };
}
