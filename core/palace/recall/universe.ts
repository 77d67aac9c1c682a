import { fold } from '../words/terms.ts';
import type { Doc } from './doc.ts';
import type { RecallQuery } from './query.ts';

/** Drawers on each side of a candidate that ranking looks at. */
export const windowReach = 4;

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

/** `load` gives docs by number. Candidates that are gone are left out. */
export function gatherUniverse(
  numbers: readonly number[],
  load: (numbers: readonly number[]) => Doc[],
): Universe {
  const docs = load(numbers);
  const candidates = docs.length;
  const positions = new Map(docs.map((doc, position) => [doc.number, position]));
  let edge: readonly Doc[] = docs;
  for (let step = 0; step < windowReach && edge.length > 0; step += 1) {
    const wanted = new Set<number>();
    for (const { before, after } of edge)
      for (const number of [before, after]) if (number !== null && !positions.has(number)) wanted.add(number);
    const found = load([...wanted]);
    for (const doc of found) {
      positions.set(doc.number, docs.length);
      docs.push(doc);
    }
    edge = found;
  }
  const at = (number: number | null) => (number === null ? -1 : (positions.get(number) ?? -1));
  const sessions = new Map<number, number>();
  for (const { session } of docs) if (!sessions.has(session)) sessions.set(session, sessions.size);
  return {
    docs,
    candidates,
    before: Int32Array.from(docs, (doc) => at(doc.before)),
    after: Int32Array.from(docs, (doc) => at(doc.after)),
    sessionOf: Int32Array.from(docs, (doc) => sessions.get(doc.session) ?? 0),
    sessions: sessions.size,
  };
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
