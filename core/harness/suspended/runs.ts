import { z } from 'zod';
import { bindCommands, bindQueries, type DataPort } from '../../db/index.ts';
import type { suspendedStore } from './store.ts';

/** Why calls of code stop where they wait: the code is suspended, and they go on with it. */
export class CodeSuspended extends Error {
  override readonly name = 'CodeSuspended';
}

const suspendedRun = z.object({
  /** What the tool needs to go on. */
  record: z.string(),
  /** Milliseconds since the epoch. */
  suspendedAt: z.number(),
  /** How long the call had taken by then, and how much of it the code had waited. */
  durationMs: z.number(),
  waitedMs: z.number(),
});

/** A run of code that waits without running. */
export type SuspendedRun = z.infer<typeof suspendedRun>;

export interface SuspendedRuns {
  keep(sessionId: string, toolUseId: string, run: SuspendedRun): Promise<void>;
  /** Null when there is none, or none that this version can read. */
  find(toolUseId: string): Promise<SuspendedRun | null>;
}

export function createSuspendedRuns(data: DataPort): SuspendedRuns {
  const { keepSuspended } = bindCommands<(typeof suspendedStore)['commands']>(data, 'suspended', [
    'keepSuspended',
  ]);
  const queries = bindQueries<(typeof suspendedStore)['queries']>(data, 'suspended', ['suspendedRun']);
  return {
    async keep(sessionId, toolUseId, run) {
      await keepSuspended({ sessionId, toolUseId, record: JSON.stringify(run) });
    },
    async find(toolUseId) {
      const found = await queries.suspendedRun({ toolUseId });
      return found === null ? null : (suspendedRun.safeParse(JSON.parse(found)).data ?? null);
    },
  };
}
