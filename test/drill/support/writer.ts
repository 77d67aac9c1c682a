import { appendFileSync } from 'node:fs';
import { HoldfastError, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import type { StoredEvent } from '../../../core/events/index.ts';
import { type ChainReport, createLog } from '../../../core/log/index.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';

export interface WriterOptions {
  dataDir: string;
  /** Outside of the disk under test: one line `SESSION SEQ ID` per acknowledged event, written after the commit. */
  acks: string;
  /** How many appends; 0: until it is killed. */
  steps: number;
  /** The control: commits are not flushed. */
  isNormal: boolean;
}

/** The log alone, on the house's own way of opening and committing. */
export function openLogAt(dataDir: string) {
  const runtime = systemRuntime();
  const rooms = {
    log: createLogStore({ append: createAppend([]), removers: [] }),
    drill: { commands: { pragma: (tx: Tx, { text }: { text: string }) => tx.db.pragma(text) }, queries: {} },
  };
  // a pragma of the connection does not count inside a transaction
  const data = openLocalData({
    dataDir,
    rooms: { ...rooms, drill: { commands: {}, queries: {}, maintenance: rooms.drill.commands } },
    runtime,
  });
  return { data, log: createLog(data, runtime), ids: runtime.ids };
}

/**
 * Appends message, intent-sized call and result again and again, and acknowledges each commit outside. A commit that fails is
 * tried again under the same ids, as the harness does it. Resolves with how many commits reported an error.
 */
export async function runWriter({
  dataDir,
  acks,
  steps,
  isNormal,
}: WriterOptions): Promise<{ errors: number }> {
  const { data, log, ids } = openLogAt(dataDir);
  if (isNormal) await data.command('drill.pragma', { text: 'synchronous=NORMAL' });
  let errors = 0;
  const patiently = async <T>(work: (isAgain: boolean) => Promise<T>): Promise<T> => {
    for (let isAgain = false; ; isAgain = true) {
      try {
        return await work(isAgain);
      } catch (caught) {
        if (!(caught instanceof HoldfastError) || !caught.code.startsWith('database_')) throw caught;
        errors += 1;
        // opened so under a fault: nothing is written until the next start, and this life is over
        if (data.degraded() !== null) throw caught;
      }
    }
  };
  const session = await patiently(() =>
    log.createSession({ agent: {}, environmentId: 'env_drill', title: null, metadata: {} }),
  );
  for (let step = 0; steps === 0 || step < steps; step += 1) {
    const text = `${step} ${'words '.repeat(1 + (step % 300))}`;
    const events = [
      { id: ids.next('sevt'), type: 'user.message' as const, content: [{ type: 'text' as const, text }] },
      { id: ids.next('sevt'), type: 'session.status_running' as const },
    ];
    const stored = await patiently((mayBeThere) => log.append({ sessionId: session.id, events, mayBeThere }));
    appendFileSync(acks, stored.map(({ seq, event }) => `${session.id} ${seq} ${event.id}\n`).join(''));
  }
  await data.close();
  return { errors };
}

export interface Reading {
  acked: number;
  events: number;
  lost: number;
  broken: number;
}

/** Opens what is left, and compares it with what was acknowledged. */
export async function readBack(dataDir: string, ackLines: readonly string[]): Promise<Reading> {
  const { data, log } = openLogAt(dataDir);
  try {
    const logs = new Map<string, Map<number, string>>();
    const reading: Reading = { acked: ackLines.length, events: 0, lost: 0, broken: 0 };
    const sessions = await log.listSessions({ orderBy: 'created', direction: 'asc', limit: 200, offset: 0 });
    for (const { id } of sessions) {
      const chain: ChainReport = await log.verifyChain({ sessionId: id });
      if (!chain.ok) reading.broken += 1;
      const events = await allOf(log, id);
      reading.events += events.length;
      if (new Set(events.map(({ event }) => event.id)).size !== events.length) reading.broken += 1;
      logs.set(id, new Map(events.map(({ seq, event }) => [seq, event.id])));
    }
    for (const line of ackLines) {
      const [session = '', seq = '', id] = line.split(' ');
      if (logs.get(session)?.get(Number(seq)) !== id) reading.lost += 1;
    }
    return reading;
  } finally {
    await data.close();
  }
}

async function allOf(log: ReturnType<typeof createLog>, sessionId: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await log.read({ sessionId, afterSeq: events.at(-1)?.seq ?? 0, limit: 1000 });
    events.push(...page);
    if (page.length < 1000) return events;
  }
}
