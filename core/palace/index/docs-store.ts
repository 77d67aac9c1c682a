import { int, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { gramsOf, hashedTerms } from '../words/terms.ts';
import { wordColumns } from './schema-store.ts';

/** What the index takes in of one drawer. */
export interface NewDoc {
  number: number;
  place: number;
  eventKey: number;
  part: number;
  piece: number;
  saidAt: number;
  /** A message, a question, an answer, a note: what has neighbours. Results of tools have none. */
  isSpoken: boolean;
  speaker: string;
  caption: string;
  body: string;
}

/** How far words of neighbours count, in messages on each side. */
const reach = 3;
/** How much of a long neighbour counts, in UTF-16 units. */
const mostNeighbourUnits = 600;

/**
 * Takes drawers out of the index and puts others in, together with the neighbours on both sides, whose columns repeat their words.
 * `changes`: the number of this step.
 */
export function changeDocs(
  tx: Tx,
  { removed, added, changes }: { removed: readonly number[]; added: readonly NewDoc[]; changes: number },
): void {
  const gone = removed.map((number) => docOf(tx, number)).filter((row) => row !== undefined);
  const touched = new Map<number, SqlRow>();
  const touch = (rows: readonly SqlRow[]) => {
    for (const row of rows) touched.set(int(row, 'number'), row);
  };
  for (const row of gone)
    if (int(row, 'is_spoken') === 1) touch([...besides(tx, row, 'before'), ...besides(tx, row, 'after')]);
  for (const doc of added) if (doc.isSpoken) touch(besidesNew(tx, doc));
  for (const row of gone) touched.delete(int(row, 'number'));

  for (const row of [...gone, ...touched.values()]) unindex(tx, row);
  for (const row of gone) {
    tx.run('DELETE FROM idx.drawer_docs WHERE number = ?', int(row, 'number'));
    tx.run('DELETE FROM idx.drawer_vectors WHERE number = ?', int(row, 'number'));
  }
  // a vector of a window is made of its neighbours' words, too
  if (gone.length > 0)
    for (const number of touched.keys()) tx.run('DELETE FROM idx.drawer_vectors WHERE number = ?', number);
  for (const doc of added) insert(tx, doc, changes);
  for (const number of [...touched.keys(), ...added.map((doc) => doc.number)]) reindex(tx, number, changes);
}

function docOf(tx: Tx, number: number): SqlRow | undefined {
  return tx.get('SELECT * FROM idx.drawer_docs WHERE number = ?', number);
}

const sessionUnits = 2 ** 32;
const spokenBefore = `SELECT * FROM idx.drawer_docs WHERE (event_key, part, piece) < (?, ?, ?) AND event_key >= ? AND is_spoken = 1
  ORDER BY event_key DESC, part DESC, piece DESC LIMIT ${reach}`;
const spokenAfter = `SELECT * FROM idx.drawer_docs WHERE (event_key, part, piece) > (?, ?, ?) AND event_key < ? AND is_spoken = 1
  ORDER BY event_key, part, piece LIMIT ${reach}`;

/** The spoken drawers of the session on one side, the nearest first. */
function besides(tx: Tx, row: SqlRow, side: 'before' | 'after'): SqlRow[] {
  const key = int(row, 'event_key');
  const session = Math.floor(key / sessionUnits);
  return tx.all(
    side === 'before' ? spokenBefore : spokenAfter,
    key,
    int(row, 'part'),
    int(row, 'piece'),
    (side === 'before' ? session : session + 1) * sessionUnits,
  );
}

function besidesNew(tx: Tx, doc: NewDoc): SqlRow[] {
  const place = { event_key: doc.eventKey, part: doc.part, piece: doc.piece };
  return [...besides(tx, place, 'before'), ...besides(tx, place, 'after')];
}

function insert(tx: Tx, doc: NewDoc, changes: number): void {
  const { buffer, byteOffset, byteLength } = hashedTerms(doc.body);
  tx.run(
    `INSERT INTO idx.drawer_docs (number, place, event_key, part, piece, said_at, is_spoken, speaker, caption, body, terms, changed, wants_vector)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    doc.number,
    doc.place,
    doc.eventKey,
    doc.part,
    doc.piece,
    doc.saidAt,
    doc.isSpoken ? 1 : 0,
    doc.speaker,
    doc.caption,
    doc.body,
    new Uint8Array(buffer, byteOffset, byteLength),
    changes,
  );
}

const columnList = wordColumns.join(', ');
const columnMarks = wordColumns.map(() => '?').join(', ');

// says again what was put in: the words of the drawer and of its neighbours are still what they were then
function unindex(tx: Tx, row: SqlRow): void {
  tx.run(
    `INSERT INTO idx.drawer_words (drawer_words, rowid, ${columnList}) VALUES ('delete', ?, ${columnMarks})`,
    int(row, 'place'),
    ...columnsOf(row, neighboursOf(tx, row)),
  );
}

function reindex(tx: Tx, number: number, changes: number): void {
  const row = docOf(tx, number);
  if (!row) return;
  const neighbours = neighboursOf(tx, row);
  tx.run(
    `INSERT INTO idx.drawer_words (rowid, ${columnList}) VALUES (?, ${columnMarks})`,
    int(row, 'place'),
    ...columnsOf(row, neighbours),
  );
  const [before, after] = [neighbours.before[0], neighbours.after[0]];
  const [last, next] = [before ? int(before, 'number') : null, after ? int(after, 'number') : null];
  // the vector is of the window of one message on each side; those further away do not change it
  tx.run(
    `UPDATE idx.drawer_docs SET wants_vector = iif(wants_vector = 1 OR before IS NOT ? OR after IS NOT ?
       OR NOT EXISTS (SELECT 1 FROM idx.drawer_vectors v WHERE v.number = drawer_docs.number), 1, 0),
       before = ?, after = ?, changed = ? WHERE number = ?`,
    last,
    next,
    last,
    next,
    changes,
    number,
  );
}

interface Neighbours {
  before: readonly SqlRow[];
  after: readonly SqlRow[];
}

function neighboursOf(tx: Tx, row: SqlRow): Neighbours {
  if (int(row, 'is_spoken') === 0) return { before: [], after: [] };
  return { before: besides(tx, row, 'before'), after: besides(tx, row, 'after') };
}

function columnsOf(row: SqlRow, { before, after }: Neighbours): string[] {
  const words = (rows: readonly SqlRow[]) =>
    rows.map((each) => text(each, 'body').slice(0, mostNeighbourUnits)).join('\n');
  const body = text(row, 'body');
  return [
    body,
    text(row, 'speaker'),
    text(row, 'caption'),
    dateWords(int(row, 'said_at')),
    words(before.slice(0, 1)),
    words(after.slice(0, 1)),
    words(before.slice(1)),
    words(after.slice(1)),
    gramsOf(body).join(' '),
  ];
}

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
const days = 'sunday monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** The words by which a day is asked for. In UTC, so that the same drawer has the same words everywhere. */
export function dateWords(time: number): string {
  const date = new Date(time);
  return `${days[date.getUTCDay()] ?? ''} ${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}
