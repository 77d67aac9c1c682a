import type { BackupFile, RestorableData } from '../db/index.ts';
import type { Palace } from '../palace/index.ts';
import type { Changes } from './changes.ts';
import type { ReplaceableHarness } from './replaceable-harness.ts';

/** What the window shows of the data. */
const topics = [
  'sessions',
  'approvals',
  'questions',
  'alarms',
  'rules',
  'palace',
  'settings',
  'status',
  'backups',
  'mcp',
  'vaults',
  'embedder',
  'contexts',
] as const;

export interface RestoringPorts {
  data: Pick<RestorableData, 'degraded' | 'restore'>;
  harness: Pick<ReplaceableHarness, 'closedDuring' | 'recover'>;
  /** Its work in the background stops for as long. */
  palace: Pick<Palace, 'rest'>;
  changes: Pick<Changes, 'tell'>;
  /** What the rooms hold of the data in memory, in the order in which one may rely on the other. */
  loads: readonly (() => Promise<unknown>)[];
}

/** Begins with the data that there is: at the start, and with another file in its place. */
export function createRestoring({ data, harness, palace, changes, loads }: RestoringPorts) {
  /** Reads what the rooms keep in memory and wakes the sessions that were under way. Does nothing while the data cannot be opened. */
  async function recover(): Promise<void> {
    if (data.degraded() !== null) return;
    for (const load of loads) await load();
    await harness.recover();
  }
  return {
    recover,
    /** Puts the database at `path` in the place of the one that is open; gives the file that the old one was kept as. */
    async restoreFile(path: string): Promise<BackupFile | null> {
      const previous = await harness.closedDuring(async () => {
        await palace.rest();
        return data.restore(path);
      });
      for (const topic of topics) changes.tell({ topic });
      await recover();
      return previous;
    },
  };
}
