import { background, type Logger } from '../base/index.ts';
import type { Harness } from '../harness/index.ts';
import type { Log } from '../log/index.ts';

/** Sessions that are looked at, those with the latest events first. */
const mostSessions = 200;

export interface UnlockedSessionsOptions {
  log: Pick<Log, 'listSessions' | 'read'>;
  harness: Pick<Harness, 'wake'>;
  /** Milliseconds since the epoch: older failures wait for their own button, so that no unlocking wakes what nobody thinks of any more. */
  since: number;
  logger: Logger;
}

/**
 * Lets the sessions go on that rest because the vault was locked and where nothing was said since. Resolves with their ids once they are
 * woken. What rests for another reason, is paused or archived stays as it is; a budget is asked as ever.
 */
export async function goOnUnlocked(options: UnlockedSessionsOptions): Promise<string[]> {
  const { log, harness, since, logger } = options;
  const resting = await log.listSessions({
    archived: 'exclude',
    statuses: ['idle'],
    orderBy: 'last_event',
    direction: 'desc',
    limit: mostSessions,
    offset: 0,
  });
  const woken: string[] = [];
  for (const { id, stopReason, isPaused, lastEventAt } of resting) {
    if (lastEventAt < since) break;
    if (isPaused || stopReason?.type !== 'retries_exhausted') continue;
    const [last] = await log.read({
      sessionId: id,
      types: ['session.error', 'user.message', 'agent.message'],
      order: 'desc',
      limit: 1,
    });
    if (last?.event.type !== 'session.error' || last.event.holdfast?.code !== 'vault_locked') continue;
    woken.push(id);
    background(harness.wake(id, 'retry'), `going on with ${id}`, logger);
  }
  return woken;
}
