import { systemRuntime } from '../../../core/base/index.ts';
import { foldView, toMessages } from '../../../core/context/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import { createLogReader } from '../../../core/harness/log-reader.ts';
import { foldState } from '../../../core/harness/state.ts';
import { createLog } from '../../../core/log/index.ts';
import { freshText } from './fresh-text.ts';
import { foldPlain, openPlainLog } from './plain-log.ts';
import { say } from './say.ts';

export interface WakeInput {
  folder: string;
  sessionId: string;
}

export interface WakeResult {
  openMs: number;
  readMs: number;
  foldMs: number;
  events: number;
}

/** Job: what stands between a start and the next request: open the data, read the session, fold it to what is sent. */
export async function wakeOurs({ folder, sessionId }: WakeInput): Promise<void> {
  const start = performance.now();
  const workerPath = `${process.env.HOLDFAST_WORKERS ?? ''}/holdfast.worker.js`;
  const data = await startDataClient({ workerPath, dataDir: folder });
  const opened = performance.now();
  const events = await createLogReader(createLog(data, systemRuntime()), sessionId).read();
  const read = performance.now();
  foldState(events);
  toMessages(foldView(events));
  const folded = performance.now();
  await data.close();
  const result: WakeResult = {
    openMs: opened - start,
    readMs: read - opened,
    foldMs: folded - read,
    events: events.length,
  };
  say({ result });
}

/** Job: the same with the plain log, in one thread. */
export async function wakePlain({ folder }: { folder: string }): Promise<void> {
  const start = performance.now();
  const log = openPlainLog(folder);
  const opened = performance.now();
  const events = log.read();
  const read = performance.now();
  foldPlain(events);
  const folded = performance.now();
  log.close();
  const result: WakeResult = {
    openMs: opened - start,
    readMs: read - opened,
    foldMs: folded - read,
    events: events.length,
  };
  say({ result });
}

/** Job: a plain log of `steps` steps, of the same payload as ours. */
export async function fillPlain({ folder, steps }: { folder: string; steps: number }): Promise<void> {
  const log = openPlainLog(folder);
  for (let index = 0; index < steps; index += 1) log.append(plainStep(index));
  log.close();
  say({ result: steps });
}

function plainStep(index: number) {
  return [
    { type: 'message', content: freshText(2048) },
    { type: 'call', content: { id: `toolu_${index}`, name: 'read', input: { path: freshText(200) } } },
    { type: 'result', content: freshText(4096) },
  ];
}
