import { bytes, int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { indexState } from '../index/schema-store.ts';
import { type Doc, lazyTraits } from './doc.ts';
import { createKeptDocs } from './docs-kept.ts';

const mostBytes = 64 * 2 ** 20;
// of a drawer besides its words: objects, numbers, its place in the map
const otherBytes = 400;
const mostTerms = 5_000;

/** What a recalling thread remembers of the index between questions. Nothing of it outlives a removal. */
export interface DocsMemory {
  /** Takes notice of what changed; false when there is no index. */
  refresh(tx: Tx): boolean;
  /** Those that are still there, in the order of the numbers. */
  docs(tx: Tx, numbers: readonly number[]): Doc[];
  /** How rare a stem is, as BM25 counts it. */
  rarity(tx: Tx, stem: string): number;
}

/** Makes the memory of one thread. */
export function createDocsMemory(): DocsMemory {
  const known = createKeptDocs(mostBytes);
  const rarities = new Map<string, number>();
  let changes = -1;
  let removedAt = -1;
  let total = 0;
  let raritiesOf = 0;

  return {
    refresh(tx) {
      const state = indexState(tx);
      if (state === null) return false;
      if (state.removedAt !== removedAt || state.changes < changes) {
        known.clear();
        rarities.clear();
      } else if (state.changes !== changes) {
        const rows = tx.all('SELECT number FROM idx.drawer_docs WHERE changed > 0 AND changed > ?', changes);
        for (const row of rows) known.drop(int(row, 'number'));
      }
      changes = state.changes;
      removedAt = state.removedAt;
      total = state.position;
      // a word's share of all drawers changes slowly
      if (Math.abs(total - raritiesOf) > raritiesOf / 20 || rarities.size > mostTerms) {
        rarities.clear();
        raritiesOf = total;
      }
      return true;
    },
    docs(tx, numbers) {
      const found = new Map<number, Doc>();
      for (const number of numbers) {
        const doc = known.get(number);
        if (doc) found.set(number, doc);
      }
      const missing = numbers.filter((number) => !found.has(number));
      if (missing.length > 0) {
        const rows = tx.all(
          `SELECT number, wing, event_key, said_at, speaker, body, terms, before, after FROM idx.drawer_docs
           WHERE number IN (SELECT value FROM json_each(?))`,
          JSON.stringify(missing),
        );
        for (const row of rows) {
          const doc = toDoc(row);
          found.set(doc.number, doc);
          known.keep(doc, 2 * text(row, 'body').length + doc.terms.byteLength + otherBytes);
        }
      }
      return numbers.flatMap((number) => found.get(number) ?? []);
    },
    rarity(tx, stem) {
      const before = rarities.get(stem);
      if (before !== undefined) return before;
      const row = tx.get("SELECT doc FROM idx.drawer_terms WHERE term = ? AND col = 'body'", stem);
      const having = row ? int(row, 'doc') : 0;
      const rarity = Math.log(1 + (Math.max(total, having) - having + 0.5) / (having + 0.5));
      rarities.set(stem, rarity);
      return rarity;
    },
  };
}

function toDoc(row: SqlRow): Doc {
  const raw = bytes(row, 'terms');
  // a copy, because a view of 32 bits must begin at a multiple of four
  const terms = new Uint32Array(raw.slice().buffer);
  return {
    number: int(row, 'number'),
    wing: int(row, 'wing'),
    session: Math.floor(int(row, 'event_key') / 2 ** 32),
    saidAt: int(row, 'said_at'),
    speaker: text(row, 'speaker'),
    terms,
    before: intOrNull(row, 'before'),
    after: intOrNull(row, 'after'),
    traits: lazyTraits(text(row, 'body'), terms.length),
  };
}
