import { int, type SqlRow, type Tx } from '../../db/worker.ts';
import type { Resolved } from './resolve.ts';

// When statements hold, in whole minutes, by a tree of intervals: what held on a day is found without reckoning everything that was ever said.
// Kept as wide as it may be: who asks reckons what was found to the millisecond.

const minuteMs = 60_000;
const last = 2 ** 31 - 1;
const minuteOf = (time: number) => Math.max(-last, Math.min(last, Math.floor(time / minuteMs)));

/** A statement's key in the tree, in SQL; an object begins before the unit 2^24 of its drawer. */
const keyOf = (table: string) => `(${table}.number << 24 | ${table}.object_from)`;

/** When a fact holds, in ms: of one of which nobody said since when, from when it was said. */
export function heldDuring(fact: Resolved, row: SqlRow): { from: number; to: number } {
  return { from: fact.validFrom ?? int(row, 'learned_at'), to: fact.validTo ?? Number.POSITIVE_INFINITY };
}

/** Keeps when these statements of one group hold; one that repeats another, was rejected or never held has no time. */
export function keepTimes(
  tx: Tx,
  { rows, facts }: { rows: ReadonlyMap<string, SqlRow>; facts: readonly Resolved[] },
): void {
  const held = new Map(facts.map((fact) => [fact.id, fact]));
  const known = knownTimes(tx, [...rows.values()]);
  for (const [id, row] of rows) {
    const place = [int(row, 'number'), int(row, 'object_from')] as const;
    const fact = held.get(id);
    const time = fact === undefined || fact.repeats !== null ? null : heldDuring(fact, row);
    const minutes = time === null || time.to <= time.from ? null : [minuteOf(time.from), minuteOf(time.to)];
    if (known.get(place.join('/')) === minutes?.join('/')) continue;
    tx.run('DELETE FROM idx.fact_times WHERE statement = (? << 24 | ?)', ...place);
    if (minutes) tx.run('INSERT INTO idx.fact_times VALUES (? << 24 | ?, ?, ?)', ...place, ...minutes);
  }
}

function knownTimes(tx: Tx, rows: readonly SqlRow[]): Map<string, string> {
  const places = rows.map((row) => ({ number: int(row, 'number'), object_from: int(row, 'object_from') }));
  const known = tx.all(
    `SELECT p.number, p.object_from, t.from_minute, t.to_minute
     FROM (SELECT value ->> 'number' AS number, value ->> 'object_from' AS object_from FROM json_each(?)) p
     CROSS JOIN idx.fact_times t ON t.statement = ${keyOf('p')}`,
    JSON.stringify(places),
  );
  return new Map(
    known.map((row) => [
      `${int(row, 'number')}/${int(row, 'object_from')}`,
      `${int(row, 'from_minute')}/${int(row, 'to_minute')}`,
    ]),
  );
}

/** Takes the times of a drawer's statements out, before these go. */
export function removeTimes(tx: Tx, number: number): void {
  tx.run(
    `DELETE FROM idx.fact_times WHERE statement IN (SELECT ${keyOf('f')} FROM idx.fact_statements f WHERE f.number = ?)`,
    number,
  );
}

/** Where more statements held, they are met soon by those who walk from the latest on; fewer are sorted. */
const mostSorted = 5000;

/** Where statements that may hold at a time are read from. `from` calls them `f`; `conditions` take `values`. */
export interface HeldStatements {
  from: string;
  conditions: readonly string[];
  values: readonly number[];
}

const isHeld = 't.from_minute <= ? AND t.to_minute >= ?';

/** `asOf`: ms. */
export function heldStatements(tx: Tx, asOf: number): HeldStatements {
  const minute = minuteOf(asOf);
  const values = [minute, minute];
  const row = tx.get(
    `SELECT count(*) AS count FROM (SELECT 1 FROM idx.fact_times t WHERE ${isHeld} LIMIT ${mostSorted + 1})`,
    ...values,
  );
  return int(row ?? {}, 'count') <= mostSorted
    ? {
        from: 'idx.fact_times t CROSS JOIN idx.fact_statements f',
        conditions: [isHeld, 'f.number = t.statement >> 24', 'f.object_from = (t.statement & 16777215)'],
        values,
      }
    : {
        from: 'idx.fact_statements f CROSS JOIN idx.fact_times t',
        conditions: [isHeld, `t.statement = ${keyOf('f')}`],
        values,
      };
}
