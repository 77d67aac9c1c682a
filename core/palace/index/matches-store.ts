import { int, type SqlValue, type Tx } from '../../db/worker.ts';
import type { MatchPart } from '../words/expression.ts';
import { placesOfWing } from './schema-store.ts';

export interface MatchesInput {
  parts: readonly MatchPart[];
  /** Weights of the index's columns for BM25, in their order. */
  weights: string;
  /** Places to look at, the ends included; null: everywhere. */
  range: readonly [number, number] | null;
  /** SQL over `d`, the drawers, besides. */
  conditions?: readonly string[];
  values?: readonly SqlValue[];
  limit: number;
}

/** A drawer with words that were looked for. */
export interface Match {
  number: number;
  /** Larger is better; comparable within one answer. */
  score: number;
}

// a word that more drawers have says little, and to rank them takes a second where there are a million
const mostOfPart = 20_000;
const mostOfAll = 40_000;
const wingsOfCommon = 20;

/** Places of a wing in the text index. */
export const rangeOfWing = (wing: number): [number, number] => [
  wing * placesOfWing,
  (wing + 1) * placesOfWing - 1,
];

/**
 * Drawers with any of the parts, best first. Where too many have one, those with the rarer ones are ranked; where these do not fill the
 * answer, or every part is so common, the newest follow that have all of the common ones.
 */
export function matches(tx: Tx, input: MatchesInput): Match[] {
  const rare = rareOf(tx, input.parts);
  const common = input.parts.filter((part) => !rare.includes(part));
  const best =
    rare.length === 0 ? [] : ranked(tx, input, rare.map(({ expression }) => expression).join(' OR '));
  if (common.length === 0 || best.length >= input.limit) return best;
  const known = new Set(best.map(({ number }) => number));
  const more = newest(tx, { ...input, parts: common }).filter(({ number }) => !known.has(number));
  return [...best, ...more].slice(0, input.limit);
}

function rareOf(tx: Tx, parts: readonly MatchPart[]): readonly MatchPart[] {
  const latest = tx.get('SELECT max(number) AS number FROM idx.drawer_docs')?.number;
  // so few drawers that no word can be in too many
  if (Number(latest ?? 0) * parts.length <= mostOfPart) return parts;
  const counted = parts.map((part) => ({
    part,
    count: countMatches(tx, 'drawer_words', part.expression, mostOfPart),
  }));
  const rare = new Set<MatchPart>();
  let total = 0;
  for (const { part, count } of counted.toSorted((left, right) => left.count - right.count)) {
    total += count;
    if (count <= mostOfPart && total <= mostOfAll) rare.add(part);
  }
  return parts.filter((part) => rare.has(part));
}

/** How many rows match, or one more than `most`: a word may be in half of all drawers, and counting stops where it is enough. */
export function countMatches(
  tx: Tx,
  table: 'drawer_words' | 'drawer_contexts',
  expression: string,
  most: number,
): number {
  const row = tx.get(
    `SELECT count(*) AS count FROM (SELECT rowid FROM idx.${table} WHERE ${table} MATCH ? LIMIT ${most + 1})`,
    expression,
  );
  return row ? int(row, 'count') : 0;
}

function ranked(tx: Tx, input: MatchesInput, expression: string): Match[] {
  const rows = tx.all(
    `SELECT drawer_words.rowid & 4294967295 AS number, bm25(drawer_words, ${input.weights}) AS score ${whereOf(input)}
     ORDER BY score, drawer_words.rowid DESC LIMIT ?`,
    expression,
    ...(input.values ?? []),
    input.limit,
  );
  return rows.map((row) => ({ number: int(row, 'number'), score: -Number(row.score) }));
}

function newest(tx: Tx, input: MatchesInput): Match[] {
  const expression = input.parts.map((part) => part.expression).join(' AND ');
  // the beginning of a word is many words: to look for it in each wing takes too long
  const isBeginning = input.parts.some((part) => part.isBeginning);
  const ranges = input.range !== null || isBeginning ? [input.range] : latestWings(tx);
  const rows = ranges.flatMap((range) =>
    tx.all(
      `SELECT drawer_words.rowid & 4294967295 AS number ${whereOf({ ...input, range })}
       ORDER BY drawer_words.rowid DESC LIMIT ?`,
      expression,
      ...(input.values ?? []),
      input.limit,
    ),
  );
  return rows
    .map((row) => ({ number: int(row, 'number'), score: 0 }))
    .sort((left, right) => right.number - left.number)
    .slice(0, input.limit);
}

function latestWings(tx: Tx): [number, number][] {
  const rows = tx.all('SELECT number FROM wings ORDER BY number DESC LIMIT ?', wingsOfCommon);
  return rows.map((row) => rangeOfWing(int(row, 'number')));
}

// a range of rowids is read by the text index itself; a condition on another table is not
function whereOf({ range, conditions = [] }: MatchesInput): string {
  const join =
    conditions.length > 0 ? ' CROSS JOIN drawers d ON d.number = drawer_words.rowid & 4294967295' : '';
  const between = range === null ? '' : ` AND drawer_words.rowid BETWEEN ${range[0]} AND ${range[1]}`;
  const more = conditions.map((condition) => ` AND ${condition}`).join('');
  return `FROM idx.drawer_words${join} WHERE drawer_words MATCH ?${between}${more}`;
}
