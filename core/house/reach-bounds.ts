import type { Agents } from '../agents/index.ts';
import { defaultReachBounds, type ReachBounds } from '../gate/index.ts';
import type { Log } from '../log/index.ts';

/**
 * How many files one call of a session may touch: from its environment's metadata (`holdfast_max_files_deleted`,
 * `holdfast_max_files_changed`), or the usual bounds where it says nothing that is a whole number.
 */
export function createReachBounds(agents: Pick<Agents, 'getEnvironment'>, log: Pick<Log, 'getSession'>) {
  return async (sessionId: string): Promise<ReachBounds> => {
    const { environmentId } = await log.getSession({ sessionId });
    const environment = await agents.getEnvironment({ id: environmentId }).catch(() => null);
    const said: unknown = environment?.definition.metadata;
    return {
      deletes: boundIn(said, 'holdfast_max_files_deleted') ?? defaultReachBounds.deletes,
      changes: boundIn(said, 'holdfast_max_files_changed') ?? defaultReachBounds.changes,
    };
  };
}

/** A whole number that an environment's metadata names. */
export function boundIn(metadata: unknown, name: string): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const value = (metadata as Record<string, unknown>)[name];
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
