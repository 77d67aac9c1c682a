// What a palace of a million drawers costs: made-up messages whose words are as rare as words are, through the log as everything else,
// with vectors of an encoder that is quick because it understands nothing.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Palace } from '../../../core/palace/index.ts';
import { percentile } from './ask.ts';
import { type MemoryHouse, openMemoryHouse } from './house.ts';
import { takeIn } from './intake.ts';
import { contentWords, generator, madeUp, nameOf, question, sentence } from './made-up.ts';
import { quickEncoder } from './quick-encoder.ts';

const drawersOfWing = 100_000;
const timesAsked = 100;
const timesListed = 20;
const ownerSessions = 200;
const ownerMessages = 25;
const ownerDrawers = ownerSessions * ownerMessages;

export interface Times {
  p50: number;
  p95: number;
}

export interface Scale {
  drawers: number;
  /** Milliseconds of each question or list, by its name. */
  ms: Record<string, Times>;
  /** What the process grew by when it first looked at all vectors. */
  scannerMb: number;
  rssMb: number;
  indexMbPerThousand: number;
  /** Minutes of making it; null where it was there. */
  minutes: { intake: number; embedding: number; structure: number } | null;
}

/** `profile`: a folder that keeps what was made, for the next time; without it, all is made and removed. */
export async function scale(drawers: number, profile?: string): Promise<Scale> {
  const keep = profile === undefined ? undefined : join(profile, `drawers-${drawers}`);
  if (keep !== undefined) mkdirSync(keep, { recursive: true });
  const isMade = keep !== undefined && existsSync(join(keep, 'made'));
  const house = await openMemoryHouse({ embedder: quickEncoder, keep });
  const { palace } = house.holdfast;
  const wings = Math.max(1, Math.round(drawers / drawersOfWing));
  const minutes = isMade ? null : await make(house, drawers, wings);
  if (keep !== undefined) writeFileSync(join(keep, 'made'), '');
  await palace.flush();
  await palace.embedded();
  await palace.structured();

  const before = process.memoryUsage().rss;
  // the first questions read the vectors into memory
  for (const query of ['one', 'two', 'three']) await palace.recall({ query, limit: 10 });
  const rss = process.memoryUsage().rss;
  const ms = await measure(palace);
  const { indexBytes } = await house.close();
  return {
    drawers,
    ms,
    scannerMb: Math.round((rss - before) / 2 ** 20),
    rssMb: Math.round(rss / 2 ** 20),
    indexMbPerThousand: Math.round((100 * indexBytes) / (drawers + ownerDrawers) / 1000) / 100,
    minutes,
  };
}

async function make({ holdfast: { log, palace } }: MemoryHouse, drawers: number, wings: number) {
  const random = generator();
  let since = performance.now();
  const minutesSince = () => {
    const minutes = Math.round((performance.now() - since) / 6000) / 10;
    since = performance.now();
    return minutes;
  };
  for (let number = 0; number < wings; number += 1)
    await takeIn(log, [madeUp(`wing ${number}`, Math.round(drawers / wings), random)]);
  for (let number = 0; number < ownerSessions; number += 1) {
    const { id: sessionId } = await log.createSession({
      agent: {},
      environmentId: 'env_bench',
      title: `Owner ${number}`,
      metadata: {},
    });
    const words = () => `I prefer ${sentence(6, random)}.`;
    const events = Array.from({ length: ownerMessages }, () => ({
      type: 'user.message' as const,
      content: [{ type: 'text' as const, text: words() }],
    }));
    await log.append({ sessionId, events });
  }
  await palace.flush();
  const intake = minutesSince();
  await palace.embedded();
  const embedding = minutesSince();
  await palace.structured();
  return { intake, embedding, structure: minutesSince() };
}

/** Every question that recall is asked, and every list that the browser shows. */
async function measure(palace: Palace): Promise<Record<string, Times>> {
  const random = generator();
  const [wing] = (await palace.wings()).filter(({ name }) => name === 'wing 0');
  if (wing === undefined) throw new Error('there is no wing 0');
  const rooms = await palace.rooms({ wingId: wing.id });
  const room = () => rooms[Math.floor(random() * rooms.length)]?.id ?? '';
  const [own] = (await palace.drawers({ limit: 1 })).drawers;
  const sessionId = own?.source.session_id ?? '';
  const middle = Math.floor((await palace.drawers({ limit: 1 })).before ?? 0) / 2;
  const [entity] = await palace.entities({ query: nameOf(40), limit: 1 });
  const person = entity?.id ?? '';
  const typed = () => {
    const words = contentWords(2, random);
    return words.slice(0, 2 + Math.floor(random() * (words.length - 1)));
  };
  const recalls: Record<string, () => Promise<unknown>> = {
    'recall, one wing': () => palace.recall({ query: question(random), limit: 10, wing: 'wing 0' }),
    'recall, all wings': () => palace.recall({ query: question(random), limit: 10 }),
    'recall, all wings, of a session': () => palace.recall({ query: question(random), limit: 10, sessionId }),
    'recall, all wings, words alone': () =>
      palace.recall({ query: question(random), limit: 10, byWordsAlone: true }),
    'search as it is typed': () => palace.search({ query: typed(), limit: 30, isTyping: true }),
    'search as it is typed, in a wing': () =>
      palace.search({ query: typed(), limit: 30, isTyping: true, wingId: wing.id }),
    'search as it is typed, in a room': () =>
      palace.search({ query: typed(), limit: 30, isTyping: true, roomId: room() }),
  };
  const lists: Record<string, () => Promise<unknown>> = {
    wings: () => palace.wings(),
    rooms: () => palace.rooms({}),
    'rooms of a wing': () => palace.rooms({ wingId: wing.id }),
    drawers: () => palace.drawers({ limit: 50 }),
    'drawers, in the middle': () => palace.drawers({ limit: 50, before: middle }),
    'drawers of a wing': () => palace.drawers({ limit: 50, wingId: wing.id }),
    'drawers of a room': () => palace.drawers({ limit: 50, roomId: room() }),
    'drawers of a hall': () => palace.drawers({ limit: 50, hall: 'events' }),
    'drawers of a hall with few': () => palace.drawers({ limit: 50, hall: 'preferences' }),
    'drawers of an empty hall': () => palace.drawers({ limit: 50, hall: 'advice' }),
    'drawers of a hall of a wing': () => palace.drawers({ limit: 50, hall: 'events', wingId: wing.id }),
    'drawers that name somebody': () => palace.drawers({ limit: 50, entity: person }),
    halls: () => palace.halls({}),
    'halls of a wing': () => palace.halls({ wingId: wing.id }),
    'who is named': () => palace.entities({}),
    'who is named, as it is typed': () =>
      palace.entities({ query: nameOf(Math.floor(random() * 500)).slice(0, 2) }),
    'who is named in a wing': () => palace.entities({ wingId: wing.id }),
    people: () => palace.entities({ kind: 'person' }),
    closet: () => palace.closet({ roomId: room() }),
    map: () => palace.map(),
    walk: () => palace.walk({ room: room() }),
    timeline: () => palace.timeline({ subject: person, limit: 50 }),
    facts: () => palace.facts({ limit: 100 }),
    contradictions: () => palace.contradictions(),
    quarantine: () => palace.quarantined({ state: 'waiting' }),
    'wake-up': () =>
      Promise.all([
        palace.wakeDrawers({ sessionId }),
        palace.recall({ query: question(random), limit: 12, sessionId, byWordsAlone: true }),
      ]),
  };
  const ms: Record<string, Times> = {};
  for (const [ask, count] of [
    [recalls, timesAsked],
    [lists, timesListed],
  ] as const)
    for (const [name, run] of Object.entries(ask)) {
      ms[name] = await timesOf(run, count);
      process.stderr.write(`${name}: ${ms[name].p50} / ${ms[name].p95} ms\n`);
    }
  return ms;
}

async function timesOf(run: () => Promise<unknown>, count: number): Promise<Times> {
  const ms: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const since = performance.now();
    await run();
    ms.push(performance.now() - since);
  }
  ms.sort((left, right) => left - right);
  return { p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) };
}
