import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../../core/events/index.ts';
import {
  type Acknowledged,
  checkLedger,
  checkOutcomes,
  checkSession,
  collectIntents,
  type Findings,
} from './check.ts';
import { compareAsKilled, openAsItIs } from './house-file.ts';
import { type LifeEnd, type LifeInput, live } from './life.ts';
import { createDice } from './random.ts';
import { checkSpending } from './spending.ts';
import { readLedger } from './tools.ts';

export interface LaneOptions {
  program: string;
  workers: string;
  folder: string;
  seed: number;
  width: number;
  /** What the next kill of this lane is to be; null when there is none left. */
  next(): { debugPoint: string | null } | null;
  /** Told of each kill: where it hit, or null for a random instant. */
  killed(point: string | null): void;
  problem(text: string): void;
  findings: Findings;
}

const silenceMs = 30_000;
/** How long a life may take from its start to the point where it is to end: this, or so many times what opening the house takes here. */
const wayMs = 2000;
const wayInStarts = 5;
/** Lives between two that are let come to rest, where every outcome is compared with the ledger. */
const livesBetweenRests = 50;
/** Kills between two after which the tables, just as they were left, are compared with a replay of the log. */
const livesBetweenComparisons = 10;

/** One data folder, one house at a time: lives and kills, a check after each, until there are no kills left and all rests. */
export async function runLane(options: LaneOptions): Promise<void> {
  const { findings } = options;
  const dice = createDice(options.seed);
  const dataDir = join(options.folder, 'data');
  const papers = join(options.folder, 'Papers');
  const ledger = join(options.folder, 'ledger');
  mkdirSync(papers, { recursive: true });
  const sessions = new Map<string, Acknowledged>();
  const driven = new Set<string>();
  const intents = new Map<string, string>();
  let lifeCount = 0;
  let typicalReadyMs = 400;

  const live1 = (debugPoint: string | null, kill: LifeInput['kill'], isLast: boolean) => {
    lifeCount += 1;
    const given = [...driven].map((id) => ({
      id,
      afterSeq: Math.max(0, ...(sessions.get(id)?.ids.keys() ?? [])),
    }));
    return live({
      program: options.program,
      kill,
      silenceMs,
      options: {
        dataDir,
        workers: options.workers,
        ledger,
        folder: papers,
        seed: Math.floor(dice.unit() * 2 ** 32),
        life: lifeCount,
        debugPoint,
        sessions: given,
        width: options.width,
        isLast,
      },
    });
  };

  const listen = (life: LifeEnd) => {
    if (life.readyMs !== null) typicalReadyMs = typicalReadyMs * 0.8 + life.readyMs * 0.2;
    for (const line of life.lines) {
      if (line[0] === 'session') driven.add(line[1]);
      if (line[0] === 'session') sessions.set(line[1], { ids: new Map(), queued: new Set() });
      if (line[0] === 'stored') sessions.get(line[1])?.ids.set(line[2], line[3]);
      if (line[0] === 'queued') sessions.get(line[1])?.queued.add(line[2]);
      if (line[0] === 'differs') findings.differs.push(line[1]);
      if (line[0] === 'problem') options.problem(line[1]);
    }
    if (life.end === 'failed') options.problem(`a child ended by itself: ${life.errors}`);
    if (life.end === 'silent') findings.stuck.push(`life ${lifeCount} said nothing for ${silenceMs} ms`);
  };

  const check = (life: LifeEnd, ids: Iterable<string>): Map<string, StoredEvent[]> => {
    const logs = new Map<string, StoredEvent[]>();
    if (sessions.size === 0) return logs;
    const server = openAsItIs(dataDir);
    try {
      for (const id of ids) {
        const acknowledged = sessions.get(id);
        if (!acknowledged) continue;
        const events = checkSession(server, id, acknowledged, findings);
        collectIntents(events, intents);
        checkSpending(server, id, events, findings);
        logs.set(id, events);
      }
    } finally {
      server.close();
    }
    checkLedger(readLedger(ledger), intents, findings);
    for (const line of life.lines) if (line[0] === 'retired') driven.delete(line[1]);
    return logs;
  };

  const rest = async () => {
    const before = [...driven];
    const life = await live1(null, null, true);
    listen(life);
    for (const id of before) driven.add(id);
    const logs = check(life, sessions.keys());
    if (life.end !== 'rest') findings.stuck.push(`life ${lifeCount} did not come to rest (${life.end})`);
    const lines = readLedger(ledger);
    for (const [id, events] of logs) checkOutcomes(id, events, lines, findings);
    driven.clear();
    sessions.clear();
  };

  // a quarter of the random instants lies in the start itself, the rest in the work behind it; a point that is not reached is one
  const killOf = (debugPoint: string | null): LifeInput['kill'] => {
    if (debugPoint !== null) return { after: 'ready', ms: Math.max(wayMs, wayInStarts * typicalReadyMs) };
    if (dice.chance(0.25)) return { after: 'start', ms: dice.unit() * typicalReadyMs };
    return { after: 'ready', ms: dice.unit() * 200 };
  };

  for (let plan = options.next(); plan !== null; plan = options.next()) {
    const life = await live1(plan.debugPoint, killOf(plan.debugPoint), false);
    listen(life);
    check(life, [...driven]);
    if (life.end === 'point' || life.end === 'random')
      options.killed(life.end === 'point' ? (plan.debugPoint?.split('#')[0] ?? null) : null);
    if (lifeCount % livesBetweenComparisons === 0) compareAsKilled(dataDir, findings);
    if (lifeCount % livesBetweenRests === 0) await rest();
  }
  await rest();
}
