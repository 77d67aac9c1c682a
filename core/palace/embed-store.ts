import { bytes, int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import { indexState, noVector } from './index/schema-store.ts';
import { hasSpace, sentenceTexts } from './recall/space.ts';

/** A window that has no vector, or one of other words: what to embed, and the state it is of. */
export interface Window {
  number: number;
  changed: number;
  text: string;
  /** The drawer's own sentences: none with an encoder that has no space for them, null where their vectors are there already. */
  sentences: string[] | null;
}

/** The vectors of a window and of its drawer's sentences, as they are kept. */
export interface WindowVectors {
  number: number;
  changed: number;
  vector: Uint8Array;
  /** Null: those that are there stay. */
  sentences: Uint8Array | null;
}

// an encoder reads about 100 words: the drawer's own come before those of its neighbours
const ownUnits = 500;
const neighbourUnits = 240;

/** The next windows to embed, the newest first; none while another embedder's vectors are still there. */
export function unembedded(tx: Tx, input: { embedder: string; limit: number }): Window[] {
  if (embedderOf(tx) !== input.embedder) return [];
  const rows = tx.all(
    `SELECT d.number, d.changed, d.speaker, d.body, b.speaker AS before_speaker, b.body AS before_body,
            a.speaker AS after_speaker, a.body AS after_body, length(v.sentences) AS kept
     FROM idx.drawer_docs d LEFT JOIN idx.drawer_vectors v ON v.stamp = d.vector
       LEFT JOIN idx.drawer_docs b ON b.number = d.before LEFT JOIN idx.drawer_docs a ON a.number = d.after
     WHERE d.wants_vector = 1 ORDER BY d.number DESC LIMIT ?`,
    input.limit,
  );
  return rows.map((row) => {
    const line = (side: string, units: [number, number?]) => {
      const body = textOrNull(row, `${side}body`);
      return body === null ? [] : [`${text(row, `${side}speaker`)}: ${body.slice(...units)}`];
    };
    const lines = [
      ...line('before_', [-neighbourUnits]),
      ...line('', [0, ownUnits]),
      ...line('after_', [0, neighbourUnits]),
    ];
    return {
      number: int(row, 'number'),
      changed: int(row, 'changed'),
      text: lines.join('\n'),
      sentences: sentencesOf(row, input.embedder),
    };
  });
}

// a window changes with what is said beside it, the drawer's own words do not
function sentencesOf(row: SqlRow, embedder: string): string[] | null {
  if (!hasSpace(embedder)) return [];
  return (intOrNull(row, 'kept') ?? 0) > 0 ? null : sentenceTexts(text(row, 'speaker'), text(row, 'body'));
}

/** Which embedder's vectors the index holds or waits for. */
function embedderOf(tx: Tx): string | null {
  const row = indexState(tx) === null ? undefined : tx.get('SELECT embedder FROM idx.palace_index');
  return row ? textOrNull(row, 'embedder') : null;
}

/** From now on vectors are this embedder's: those of another one go, and every window is embedded anew. */
export function adoptEmbedder(tx: Tx, input: { embedder: string }): { isReady: boolean } {
  if (indexState(tx) === null) return { isReady: false };
  if (embedderOf(tx) === input.embedder) return { isReady: true };
  tx.run('DELETE FROM idx.drawer_vectors');
  tx.run(
    'UPDATE idx.drawer_docs SET wants_vector = 1, vector = ? WHERE vector <> ? OR wants_vector = 0',
    noVector,
    noVector,
  );
  tx.run('UPDATE idx.palace_index SET embedder = ?', input.embedder);
  return { isReady: true };
}

/** Keeps the vectors of windows that are still as they were; the others are embedded again. */
export function keepVectors(tx: Tx, input: { embedder: string; vectors: readonly WindowVectors[] }): void {
  if (embedderOf(tx) !== input.embedder) return;
  for (const { number, changed, vector, sentences } of input.vectors) {
    const row = tx.get(
      'SELECT vector FROM idx.drawer_docs WHERE number = ? AND changed = ? AND wants_vector = 1',
      number,
      changed,
    );
    if (!row) continue;
    const before = tx.get('SELECT sentences FROM idx.drawer_vectors WHERE stamp = ?', int(row, 'vector'));
    tx.run('DELETE FROM idx.drawer_vectors WHERE stamp = ?', int(row, 'vector'));
    const kept = tx.get(
      'INSERT INTO idx.drawer_vectors (number, vector, sentences) VALUES (?, ?, ?) RETURNING stamp',
      number,
      vector,
      sentences ?? (before ? bytes(before, 'sentences') : new Uint8Array()),
    );
    tx.run(
      'UPDATE idx.drawer_docs SET wants_vector = 0, vector = ? WHERE number = ?',
      int(kept ?? {}, 'stamp'),
      number,
    );
  }
}

/** How many vectors there are, and how many windows wait for theirs. */
export function vectors(tx: Tx, _input: Record<string, never>): { vectors: number; wanted: number } {
  if (indexState(tx) === null) return { vectors: 0, wanted: 0 };
  const row = tx.get(
    'SELECT (SELECT count(*) FROM idx.drawer_vectors) AS vectors, (SELECT count(*) FROM idx.drawer_docs WHERE wants_vector = 1) AS wanted',
  );
  return row ? { vectors: int(row, 'vectors'), wanted: int(row, 'wanted') } : { vectors: 0, wanted: 0 };
}
