import { background, type Clock, createInTurn, type Logger } from '../base/index.ts';
import { bindCommands, bindStudies, type DataPort, dataFiles, listBackups } from '../db/index.ts';
import type { dbStore } from '../db/worker.ts';
import type { LogStore } from '../log/worker.ts';

/** How long whoever forgets something waits for the backups; what takes longer is said to be pending. */
const patienceMs = 3000;

/** A retained backup that still holds forgotten words, and why it could not be changed. */
export interface PendingBackup {
  id: string;
  why: string;
}

export interface Forgetting {
  /** Says in the logs what was taken out of a backup before it was restored, and goes on with the retained ones in the background. */
  begin(): Promise<void>;
  /** Takes what was forgotten out of the retained backups. Resolves with those that still hold some of it: after a few seconds, all that are not done. */
  forgetInBackups(): Promise<PendingBackup[]>;
}

/** Makes the forgetting in backups. `onChanged`: the list of pending ones may be another. */
export function createForgetting(ports: {
  data: DataPort;
  dataDir: string;
  clock: Clock;
  logger: Logger;
  onChanged: () => void;
}): Forgetting {
  const { data, clock, logger } = ports;
  const log = bindCommands<LogStore['commands']>(data, 'log', ['tellForgotten']);
  // copying a large file takes its time: in a thread of its own
  const backups = bindStudies<(typeof dbStore)['queries']>(data, 'db', ['forgetInBackups']);
  const inTurn = createInTurn();

  const kept = () => listBackups(dataFiles(ports.dataDir));
  const run = async (): Promise<PendingBackup[]> => {
    // no thread is started for nothing, at each start of the app least of all
    if (kept().length === 0) return [];
    const pending = await backups.forgetInBackups({});
    for (const { id, why } of pending) logger.warn(`the backup ${id} still holds what was forgotten: ${why}`);
    ports.onChanged();
    return pending;
  };
  // what was forgotten while one run was under way is in the next
  const runNext = () => inTurn(run);
  return {
    async begin() {
      const { isAny } = await log.tellForgotten({});
      // most never forget anything: no thread, and no backup is looked through
      if (isAny) background(runNext(), 'forgetting in backups', logger);
    },
    async forgetInBackups() {
      const cancel = new AbortController();
      const all = () => kept().map(({ id }) => ({ id, why: 'it is being rewritten' }));
      const done = runNext().catch((caught: unknown) => {
        logger.warn('forgetting in backups', caught);
        return all();
      });
      const late = clock.sleep(patienceMs, cancel.signal).then(all, () => []);
      try {
        return await Promise.race([done, late]);
      } finally {
        cancel.abort();
      }
    },
  };
}
