import { type Runtime, silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { int, type Tx } from '../../../core/db/worker.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createForget, createLogStore } from '../../../core/log/worker.ts';
import { createPalace } from '../../../core/palace/index.ts';
import {
  createPalaceStore,
  palaceProjection,
  projectPalace,
  removeSessionFromPalace,
} from '../../../core/palace/worker.ts';

/** How many rows tables have. */
function count(tx: Tx, { tables }: { tables: readonly string[] }): number[] {
  return tables.map((table) => int(tx.get(`SELECT count(*) AS n FROM ${table}`) ?? {}, 'n'));
}

/** The stores of log and palace, put together as the data worker does. */
function createRooms() {
  const append = createAppend([projectPalace]);
  return {
    log: createLogStore({ append, removers: [removeSessionFromPalace], projections: [palaceProjection] }),
    palace: createPalaceStore({ append, forgetPart: createForget(append) }),
    test: { commands: { age, skipDrawers }, queries: { count } },
  };
}

/** Makes every note in quarantine as old as a test wants it. */
function age(tx: Tx, { since }: { since: number }): void {
  tx.run('UPDATE quarantined_notes SET since = ?', since);
}

/** The next drawer's number is so much higher: as if as many had been made and removed. */
function skipDrawers(tx: Tx, { numbers }: { numbers: number }): void {
  tx.run("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'drawers'", numbers);
}

/** Log and palace over a data folder, without anything of a test. */
export function openHouseIn(dataDir: string, runtime: Runtime = systemRuntime()) {
  const data = openLocalData({ dataDir, rooms: createRooms(), runtime });
  const log = createLog(data, runtime);
  return { data, log, palace: createPalace({ data, logger: silentLogger }) };
}
