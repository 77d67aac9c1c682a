import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../../db/worker.ts';
import { drawerId } from '../drawer-id.ts';
import { drawerRows, drawerTexts } from '../drawer-rows.ts';
import { stopWords } from '../words/stop-words.ts';
import { hashOf, termsOf } from '../words/terms.ts';
import type { HallLesson } from './halls.ts';
import { hallNames } from './types.ts';

/** What corrections teach about a drawer that resembles a corrected one. `drawer`: the corrected one's id. */
export interface Lesson {
  drawer: string;
  hall: HallLesson | null;
  /** The room's number, and the wing in which the lesson counts. */
  move: { room: number; wing: number } | null;
  likeness: number;
}

const leastShared = 2;
const leastForHall = 0.25;
/** To move a drawer by itself takes more than to shift a weight. */
const leastForMove = 0.5;
const mostTerms = 200;

/** The distinct stems of a text without stop words, hashed. */
export function lessonTerms(words: string): Set<number> {
  const terms = new Set<number>();
  for (const { from, to, stem } of termsOf(words)) {
    if (terms.size >= mostTerms) break;
    if (to - from > 1 && !stopWords.has(words.slice(from, to).toLowerCase())) terms.add(hashOf(stem));
  }
  return terms;
}

export function hasLessons(tx: Tx): boolean {
  return tx.get('SELECT 1 AS found FROM idx.lessons LIMIT 1') !== undefined;
}

/**
 * The lesson of the corrected drawer that is most alike (cosine of the sets of stems), the latest of equals. A correction teaches about
 * what was logged after it and nothing before, so that the same log gives the same structure whenever it is built.
 */
export function lessonFor(
  tx: Tx,
  words: string,
  loggedAt: number,
): { hall: Lesson | null; move: Lesson | null } {
  const terms = lessonTerms(words);
  if (terms.size === 0) return { hall: null, move: null };
  const rows = tx.all(
    `SELECT l.*, count(*) AS shared FROM idx.lesson_terms t JOIN idx.lessons l ON l.number = t.lesson
     WHERE t.term IN (SELECT value FROM json_each(?)) GROUP BY t.lesson HAVING shared >= ${leastShared}
     ORDER BY l.drawer`,
    JSON.stringify([...terms]),
  );
  const best = (kind: 'hall' | 'room', least: number): Lesson | null => {
    let found: Lesson | null = null;
    let foundAt = 0;
    for (const row of rows) {
      const at = intOrNull(row, `${kind}_at`);
      if (at === null || loggedAt <= at) continue;
      const likeness = int(row, 'shared') / Math.sqrt(int(row, 'terms') * terms.size);
      const before: number = found?.likeness ?? 0;
      if (likeness < least || likeness < before || (likeness === before && at <= foundAt)) continue;
      found = lessonOf(row, likeness);
      foundAt = at;
    }
    return found;
  };
  return { hall: best('hall', leastForHall), move: best('room', leastForMove) };
}

function lessonOf(row: SqlRow, likeness: number): Lesson {
  const hall = hallNames.find((name) => name === textOrNull(row, 'hall'));
  const room = intOrNull(row, 'room');
  return {
    drawer: text(row, 'drawer'),
    hall: hall ? { hall, likeness } : null,
    move: room === null ? null : { room, wing: int(row, 'wing') },
    likeness,
  };
}

const corrected = `SELECT event_key, part, piece FROM drawer_halls UNION SELECT event_key, part, piece FROM drawer_moves WHERE lesson IS NULL`;

/** Learns from every correction there is: when the structure is begun. */
export function learnAll(tx: Tx): void {
  const rows = drawerRows(tx, `(d.event_key, d.part, d.piece) IN (${corrected})`);
  const texts = drawerTexts(tx, rows);
  rows.forEach((row, at) => {
    learn(tx, row, texts[at] ?? '');
  });
}

/** Learns from what the owner corrected of this drawer, in place of what was learnt from it before. */
export function learn(tx: Tx, row: SqlRow, words: string): void {
  const number = int(row, 'number');
  unlearn(tx, number);
  const place = [int(row, 'event_key'), int(row, 'part'), int(row, 'piece')] as const;
  const hall = tx.get(
    'SELECT hall, made_at FROM drawer_halls WHERE event_key = ? AND part = ? AND piece = ?',
    ...place,
  );
  const move = tx.get(
    // the wing of that day: rooms may be moved to another one since
    `SELECT m.room, m.made_at, m.from_wing AS wing FROM drawer_moves m
     WHERE m.event_key = ? AND m.part = ? AND m.piece = ? AND m.lesson IS NULL`,
    ...place,
  );
  const terms = lessonTerms(words);
  if ((!hall && !move) || terms.size === 0) return;
  const id = drawerId({ eventId: text(row, 'event_id'), part: place[1], piece: place[2] });
  tx.run(
    'INSERT INTO idx.lessons (number, drawer, hall, room, wing, hall_at, room_at, terms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    number,
    id,
    hall ? text(hall, 'hall') : null,
    move ? int(move, 'room') : null,
    move ? intOrNull(move, 'wing') : null,
    hall ? int(hall, 'made_at') : null,
    move && intOrNull(move, 'wing') !== null ? int(move, 'made_at') : null,
    terms.size,
  );
  for (const term of terms) tx.run('INSERT INTO idx.lesson_terms (term, lesson) VALUES (?, ?)', term, number);
}

/** The drawers whose hall follows what this one teaches. */
export function taughtBy(tx: Tx, number: number): number[] {
  const lesson = tx.get('SELECT drawer FROM idx.lessons WHERE number = ?', number);
  if (!lesson) return [];
  return tx
    .all('SELECT number FROM idx.structured WHERE lesson = ?', text(lesson, 'drawer'))
    .map((row) => int(row, 'number'));
}

/** What was taught by this drawer is not known any more. */
export function unlearn(tx: Tx, number: number): void {
  tx.run('DELETE FROM idx.lesson_terms WHERE lesson = ?', number);
  tx.run('DELETE FROM idx.lessons WHERE number = ?', number);
}
