import { bm25, type Counts, meanOf, normal } from './counts.ts';
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
  const bestOf = (column: Column) =>
    Float64Array.from(members, (own) => {
      const values = own.map((at) => column[at] ?? 0).sort((left, right) => right - left);
      return meanOf(values.slice(0, 3));
    });
  const spread = (perSession: Float64Array): Column =>
    Float64Array.from(sessionOf, (session) => perSession[session] ?? 0);

  const isSaid = (own: readonly number[], row: Float64Array) => own.some((at) => (row[at] ?? 0) > 0);
  const covered = Float64Array.from(members, (own) =>
    counts.frequency.reduce(
      (sum, row, stem) => sum + (isSaid(own, row) ? (counts.rarity[stem] ?? 0) : 0) / counts.wholeRarity,
      0,
    ),
  );
  const lengths = members.map((own) => own.reduce((sum, at) => sum + (docs[at]?.terms.length ?? 0), 0));
  const mean = meanOf(lengths);
  const asOne = (counted: (at: number) => boolean) =>
    Float64Array.from(members, (own, session) =>
      counts.frequency.reduce((sum, row, stem) => {
        const having = own.filter((at) => (row[at] ?? 0) > 0 && counted(at)).length;
        return sum + (counts.rarity[stem] ?? 0) * bm25(having, lengths[session] ?? 0, mean);
      }, 0),
    );

  const rank = new Float64Array(docs.length);
  for (const own of members)
    own
      .toSorted((left, right) => (base[right] ?? 0) - (base[left] ?? 0))
      .forEach((at, place) => {
        rank[at] = 1 / (1 + place);
      });

  return [
    ['sessionBest', spread(normal(bestOf(base)))],
    [
      'sessionMost',
      spread(normal(Float64Array.from(members, (own) => Math.max(...own.map((at) => base[at] ?? 0))))),
    ],
    ['sessionCovered', spread(covered)],
    ['sessionBody', spread(normal(asOne(() => true)))],
    ['sessionSpeaker', spread(normal(asOne((at) => isNamed(at) === 1)))],
    ['sessionNear', spread(normal(bestOf(closeness)))],
    ['rankInSession', rank],
  ];
}
