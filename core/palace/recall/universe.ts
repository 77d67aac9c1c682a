import { fold } from '../words/terms.ts';
import type { Doc } from './doc.ts';
import type { RecallQuery } from './query.ts';

/** Drawers on each side of one that was found that may be what is asked for: an answer seldom repeats the question's words. */
const candidateReach = 3;
/** Drawers on each side that ranking looks at besides. */
const windowReach = 4;
/** Where so many drawers are looked at, the neighbours of what was found later are left out: ranking takes a time for each. */
const enoughDocs = 700;
const surelyWithNeighbours = 60;

/**
 * What is ranked: the candidates first, then neighbours of theirs. Positions in `docs` stand for drawers; `before` and `after` give the
 * neighbour's position, or -1.
 */
export interface Universe {
  docs: readonly Doc[];
  /** How many of `docs` are candidates. */
  candidates: number;
  before: Int32Array;
  after: Int32Array;
  /** Position of each doc's session among the sessions seen, and how many there are. */
  sessionOf: Int32Array;
  sessions: number;
}

/**
 * `found`: numbers of drawers, the likeliest first; `load` gives them, without those that are gone; `isWanted` says which neighbours may be candidates, too.
 */
export function gatherUniverse(
  found: readonly number[],
  load: (numbers: readonly number[]) => Doc[],
  { isWanted }: { isWanted(doc: Doc): boolean },
): Universe {
  const own = load(found);
  const around = surroundings(own, load);
  const near = around.slice(0, candidateReach).flat();
  const wanted = near.filter(isWanted);
  const docs = [
    ...own,
    ...wanted,
    ...near.filter((doc) => !isWanted(doc)),
    ...around.slice(candidateReach).flat(),
  ];
  const positions = new Map(docs.map((doc, position) => [doc.number, position]));
  const at = (number: number | null) => (number === null ? -1 : (positions.get(number) ?? -1));
  const sessions = new Map<number, number>();
  for (const { session } of docs) if (!sessions.has(session)) sessions.set(session, sessions.size);
  return {
    docs,
    candidates: own.length + wanted.length,
    before: Int32Array.from(docs, (doc) => at(doc.before)),
    after: Int32Array.from(docs, (doc) => at(doc.after)),
    sessionOf: Int32Array.from(docs, (doc) => sessions.get(doc.session) ?? 0),
    sessions: sessions.size,
  };
}

/** Neighbours of the likeliest, or of all where that is not too much, by how far they are from the nearest; each once. */
function surroundings(docs: readonly Doc[], load: (numbers: readonly number[]) => Doc[]): Doc[][] {
  const some = ringsAround(docs, docs.slice(0, surelyWithNeighbours), load);
  const isEnough = docs.length + some.flat().length >= enoughDocs || docs.length <= surelyWithNeighbours;
  return isEnough ? some : ringsAround(docs, docs, load);
}

function ringsAround(
  docs: readonly Doc[],
  middle: readonly Doc[],
  load: (numbers: readonly number[]) => Doc[],
): Doc[][] {
  const known = new Set(docs.map(({ number }) => number));
  const rings: Doc[][] = [];
  let edge = middle;
  for (let step = 0; step < windowReach; step += 1) {
    const next = new Set<number>();
    for (const { before, after } of edge)
      for (const number of [before, after]) if (number !== null && !known.has(number)) next.add(number);
    edge = load([...next]);
    for (const { number } of edge) known.add(number);
    rings.push([...edge]);
  }
  return rings;
}

/** Who of those that speak is named in the question, and the words that name them. */
export function namesIn(
  query: RecallQuery,
  universe: Universe,
): { speakers: ReadonlySet<string>; words: ReadonlySet<string> } {
  const asked = new Set(query.stems.map(({ word }) => word));
  const speakers = new Set<string>();
  const words = new Set<string>();
  for (const speaker of new Set(universe.docs.map((doc) => doc.speaker))) {
    for (const part of speaker.split(/\s+/).map(fold)) {
      if (!asked.has(part)) continue;
      speakers.add(speaker);
      words.add(part);
    }
  }
  return { speakers, words };
}
