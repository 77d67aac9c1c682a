import { int, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { gramsOf, hashedTerms } from '../words/terms.ts';
import { noVector, placesOfWing, wordColumns } from './schema-store.ts';

/** What the index takes in of one drawer. */
export interface NewDoc {
  number: number;
  wing: number;
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

/**
 * Takes drawers out of the index and puts others in, and links the neighbours on both sides anew: the windows around them changed.
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

  for (const row of gone) {
    unindex(tx, row);
    tx.run('DELETE FROM idx.drawer_docs WHERE number = ?', int(row, 'number'));
    tx.run('DELETE FROM idx.drawer_vectors WHERE stamp = ?', int(row, 'vector'));
  }
  // a vector of a window is made of its neighbours' words, too
  if (gone.length > 0)
    for (const [number, row] of touched) {
      tx.run('DELETE FROM idx.drawer_vectors WHERE stamp = ?', int(row, 'vector'));
      tx.run('UPDATE idx.drawer_docs SET vector = ? WHERE number = ?', noVector, number);
    }
  for (const doc of added) insert(tx, doc, -changes);
  for (const number of touched.keys()) link(tx, number, changes);
  for (const { number } of added) link(tx, number, -changes);
}

function docOf(tx: Tx, number: number): SqlRow | undefined {
  return tx.get('SELECT * FROM idx.drawer_docs WHERE number = ?', number);
}

const sessionUnits = 2 ** 32;
const spokenBefore = `SELECT * FROM idx.drawer_docs WHERE (event_key, part, piece) < (?, ?, ?) AND event_key >= ? AND is_spoken = 1
  ORDER BY event_key DESC, part DESC, piece DESC LIMIT 1`;
const spokenAfter = `SELECT * FROM idx.drawer_docs WHERE (event_key, part, piece) > (?, ?, ?) AND event_key < ? AND is_spoken = 1
  ORDER BY event_key, part, piece LIMIT 1`;

/** The nearest spoken drawer of the session on one side, if there is one. */
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

function insert(tx: Tx, doc: NewDoc, changed: number): void {
  const { buffer, byteOffset, byteLength } = hashedTerms(doc.body);
  tx.run(
    // neighbours of its own size, so that the row does not outgrow its page when it is linked, in the same step
    `INSERT INTO idx.drawer_docs (number, before, after, wing, event_key, part, piece, said_at, is_spoken, speaker, caption, body, terms, changed, wants_vector, vector)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ${noVector})`,
    doc.number,
    doc.number,
    doc.number,
    doc.wing,
    doc.eventKey,
    doc.part,
    doc.piece,
    doc.saidAt,
    doc.isSpoken ? 1 : 0,
    doc.speaker,
    doc.caption,
    doc.body,
    new Uint8Array(buffer, byteOffset, byteLength),
    changed,
  );
  tx.run(
    `INSERT INTO idx.drawer_words (rowid, ${columnList}) VALUES (?, ${columnMarks})`,
    placeOf(doc),
    ...columnsOf(doc),
  );
}

/** Where a drawer's words stand in the text index. */
const placeOf = ({ wing, number }: { wing: number; number: number }) => wing * placesOfWing + number;

const columnList = wordColumns.join(', ');
const columnMarks = wordColumns.map(() => '?').join(', ');

// says again what was put in
function unindex(tx: Tx, row: SqlRow): void {
  tx.run(
    `INSERT INTO idx.drawer_words (drawer_words, rowid, ${columnList}) VALUES ('delete', ?, ${columnMarks})`,
    placeOf({ wing: int(row, 'wing'), number: int(row, 'number') }),
    ...columnsOf({
      body: text(row, 'body'),
      speaker: text(row, 'speaker'),
      caption: text(row, 'caption'),
      saidAt: int(row, 'said_at'),
    }),
  );
}

function link(tx: Tx, number: number, changed: number): void {
  const row = docOf(tx, number);
  if (!row) return;
  const numberOn = (side: 'before' | 'after') => {
    const [nearest] = int(row, 'is_spoken') === 0 ? [] : besides(tx, row, side);
    return nearest ? int(nearest, 'number') : null;
  };
  const [last, next] = [numberOn('before'), numberOn('after')];
  // the vector is of the window of one message on each side
  tx.run(
    `UPDATE idx.drawer_docs SET wants_vector = iif(wants_vector = 1 OR before IS NOT ? OR after IS NOT ? OR vector = ${noVector}, 1, 0),
       before = ?, after = ?, changed = ? WHERE number = ?`,
    last,
    next,
    last,
    next,
    changed,
    number,
  );
}

function columnsOf({
  body,
  speaker,
  caption,
  saidAt,
}: Pick<NewDoc, 'body' | 'speaker' | 'caption' | 'saidAt'>): string[] {
  return [body, speaker, caption, dateWords(saidAt), gramsOf(body).join(' ')];
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
