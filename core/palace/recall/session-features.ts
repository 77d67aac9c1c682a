import { bm25, type Counts, columnOf, meanOf, normal } from './counts.ts';
import type { Column } from './features.ts';
import type { Universe } from './universe.ts';

interface SessionInput {
  base: Column;
  counts: Counts;
  /** 1 where the speaker is the one that the question names. */
  isNamed(at: number): number;
  closeness: Column;
}

/** What a drawer owes to its session: a good one is likelier to hold more than one answer. */
export function sessionFeatures(
  universe: Universe,
  { base, counts, isNamed, closeness }: SessionInput,
): [string, Column][] {
  const { docs, sessionOf, sessions } = universe;
  const members: number[][] = Array.from({ length: sessions }, () => []);
  sessionOf.forEach((session, at) => {
    members[session]?.push(at);
  });
  const bestOf = (column: Column) => columnOf(members, (own) => meanOfBest(own, column));
  const spread = (perSession: Float64Array): Column =>
    columnOf(sessionOf, (session) => perSession[session] ?? 0);

  const { rarity, frequency, wholeRarity } = counts;
  const lengths = new Float64Array(sessions);
  docs.forEach(({ terms }, at) => {
    const session = sessionOf[at] ?? 0;
    lengths[session] = (lengths[session] ?? 0) + terms.length;
  });
  const mean = meanOf(lengths);
  const covered = new Float64Array(sessions);
  const body = new Float64Array(sessions);
  const named = new Float64Array(sessions);
  const isBySpeaker = columnOf(docs, (_, at) => (isNamed(at) === 1 ? 1 : 0));
  frequency.forEach((row, stem) => {
    const having = new Float64Array(sessions);
    const havingNamed = new Float64Array(sessions);
    for (let at = 0; at < row.length; at += 1) {
      if (row[at] === 0) continue;
      const session = sessionOf[at] ?? 0;
      having[session] = (having[session] ?? 0) + 1;
      if (isBySpeaker[at] === 1) havingNamed[session] = (havingNamed[session] ?? 0) + 1;
    }
    const worth = rarity[stem] ?? 0;
    for (let session = 0; session < sessions; session += 1) {
      const length = lengths[session] ?? 0;
      const count = having[session] ?? 0;
      if (count === 0) continue;
      covered[session] = (covered[session] ?? 0) + worth / wholeRarity;
      body[session] = (body[session] ?? 0) + worth * bm25(count, length, mean);
      named[session] = (named[session] ?? 0) + worth * bm25(havingNamed[session] ?? 0, length, mean);
    }
  });

  const rank = new Float64Array(docs.length);
  for (const own of members)
    own
      .toSorted((left, right) => (base[right] ?? 0) - (base[left] ?? 0))
      .forEach((at, place) => {
        rank[at] = 1 / (1 + place);
      });

  return [
    ['sessionBest', spread(normal(bestOf(base)))],
    ['sessionMost', spread(normal(columnOf(members, (own) => Math.max(...own.map((at) => base[at] ?? 0)))))],
    ['sessionCovered', spread(covered)],
    ['sessionBody', spread(normal(body))],
    ['sessionSpeaker', spread(normal(named))],
    ['sessionNear', spread(normal(bestOf(closeness)))],
    ['rankInSession', rank],
  ];
}

/** Of the three largest values, or of as many as there are. */
function meanOfBest(own: readonly number[], column: Column): number {
  let [first, second, third] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of own) {
    const value = column[at] ?? 0;
    if (value > first) [first, second, third] = [value, first, second];
    else if (value > second) [second, third] = [value, second];
    else if (value > third) third = value;
  }
  return meanOf([first, second, third].slice(0, own.length));
}
