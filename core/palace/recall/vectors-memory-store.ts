import { bytes, int, type Tx, textOrNull } from '../../db/worker.ts';
import { indexState } from '../index/schema-store.ts';
import { columnOf } from './counts.ts';
import { createScanner, type Scan, type Scanner } from './scanner.ts';
import { closestSentence } from './space.ts';

/** The vectors of a recalling thread. */
export interface VectorsMemory {
  /**
   * Compares with everything that has a vector of this embedder, in one wing or in all. Null when there is none.
   */
  scan(tx: Tx, question: QuestionVector, wing: number | null): Scan | null;
}

/** How close the closest sentence of each drawer is to a question; 0 of one that has no vectors yet, or of other words. */
export function closestSentences(tx: Tx, sentence: Float32Array, numbers: readonly number[]): Float64Array {
  const rows = tx.all(
    `SELECT d.number, v.sentences FROM idx.drawer_docs d JOIN idx.drawer_vectors v ON v.stamp = d.vector
     WHERE d.number IN (SELECT value FROM json_each(?))`,
    JSON.stringify(numbers),
  );
  const found = new Map(
    rows.map((row) => {
      const { buffer, byteOffset, length } = bytes(row, 'sentences');
      return [int(row, 'number'), closestSentence(sentence, new Int8Array(buffer, byteOffset, length))];
    }),
  );
  return columnOf(numbers, (number) => Math.max(0, found.get(number) ?? 0));
}

/** A question's vector, with the embedder that made it. */
export interface QuestionVector {
  embedder: string;
  /** As vectors are kept. */
  vector: Int8Array;
  /** In the space of sentences; null with an encoder that has none. */
  sentence: Float32Array | null;
}

/** Makes the memory of one thread: filled by the first question, then with what is new. */
export function createVectorsMemory(): VectorsMemory {
  let scanner: Scanner | null = null;
  let embedder: string | null = null;
  let removedAt = -1;
  let stamp = 0;

  return {
    scan(tx, question, wing) {
      const state = indexState(tx);
      const row = state === null ? undefined : tx.get('SELECT embedder FROM idx.palace_index');
      if (state === null || !row || textOrNull(row, 'embedder') !== question.embedder) return null;
      if (scanner === null || embedder !== question.embedder || state.removedAt !== removedAt) {
        scanner?.clear();
        scanner ??= createScanner(question.vector.length);
        if (embedder !== question.embedder) scanner = createScanner(question.vector.length);
        embedder = question.embedder;
        removedAt = state.removedAt;
        stamp = 0;
      }
      stamp = takeIn(tx, scanner, stamp, question.vector.length);
      return scanner.size === 0 ? null : scanner.scan(question.vector, wing);
    },
  };
}

const batch = 5000;

function takeIn(tx: Tx, scanner: Scanner, from: number, dimensions: number): number {
  let stamp = from;
  for (;;) {
    const rows = tx.all(
      `SELECT v.stamp, v.number, v.vector, d.wing FROM idx.drawer_vectors v JOIN idx.drawer_docs d ON d.number = v.number
       WHERE v.stamp > ? ORDER BY v.stamp LIMIT ${batch}`,
      stamp,
    );
    for (const row of rows) {
      const vector = bytes(row, 'vector');
      stamp = int(row, 'stamp');
      if (vector.length !== dimensions) continue;
      scanner.set(
        int(row, 'number'),
        int(row, 'wing'),
        new Int8Array(vector.buffer, vector.byteOffset, vector.length),
      );
    }
    if (rows.length < batch) return stamp;
  }
}
