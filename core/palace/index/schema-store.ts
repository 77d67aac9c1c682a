import { int, type Tx } from '../../db/worker.ts';
import { dropContexts } from '../contexts/schema-store.ts';

/** Changing how words are indexed means a new number: the index is then made again. */
export const indexVersion = 5;

/** Columns of the text index, in their order. */
export const wordColumns = ['body', 'speaker', 'caption', 'date', 'grams'] as const;

/** The index as it stands: how many drawers it has taken in, and what tells that it changed. */
export interface IndexState {
  position: number;
  /** Rises with every step that writes. */
  changes: number;
  /** The value of `changes` at the last step that took something out; until then a negative number of its own, so that an index made anew is told from the one before. */
  removedAt: number;
}

/** True when the text index is there. */
export function hasIndex(tx: Tx): boolean {
  return tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'drawer_docs'") !== undefined;
}

/** The state of the index; null when there is none, or one that was made in another way than this version makes it. */
export function indexState(tx: Tx): IndexState | null {
  const isThere =
    tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'palace_index'") !== undefined;
  const row = isThere ? tx.get('SELECT * FROM idx.palace_index') : undefined;
  if (!row || int(row, 'version') !== indexVersion) return null;
  return {
    position: int(row, 'position'),
    changes: int(row, 'changes'),
    removedAt: int(row, 'removed_at'),
  };
}

/** Removes the whole index with the contexts, which are of its drawers' numbers; the next `index` makes it anew from the drawers. */
export function dropIndex(tx: Tx, _input: Record<string, never>): void {
  dropContexts(tx, {});
  tx.db.exec(`
    DROP TABLE IF EXISTS idx.drawer_terms; DROP TABLE IF EXISTS idx.drawer_places; DROP TABLE IF EXISTS idx.drawer_words;
    DROP TABLE IF EXISTS idx.drawer_docs; DROP TABLE IF EXISTS idx.drawer_vectors; DROP TABLE IF EXISTS idx.palace_index;
  `);
}

/**
 * `drawer_docs` holds what the index was made of, once; `drawer_words` holds no text of its own (`content=''`), so a row is taken out
 * by saying again what was put in. Its rowid is a drawer's place, which begins with the wing: a search in one wing reads one range.
 * `terms`: the body's stems as hashes of 32 bits. `vector`: the stamp of its window's vector, or `noVector`; `wants_vector`: it has none yet, or the window changed.
 * `changed`: the step that changed its neighbours or, below zero, the one that put it in since when nothing did.
 * `sentences`: vectors of the drawer's own sentences, none with an encoder that has no space for them.
 */
export function createIndex(tx: Tx): void {
  dropIndex(tx, {});
  // with secure-delete a removed row's words leave the index at once, not at some later merge
  tx.db.exec(`
    CREATE TABLE idx.drawer_docs (
      number INTEGER PRIMARY KEY,
      wing INTEGER NOT NULL,
      event_key INTEGER NOT NULL,
      part INTEGER NOT NULL,
      piece INTEGER NOT NULL,
      said_at INTEGER NOT NULL,
      is_spoken INTEGER NOT NULL,
      speaker TEXT NOT NULL,
      caption TEXT NOT NULL,
      body TEXT NOT NULL,
      terms BLOB NOT NULL,
      before INTEGER,
      after INTEGER,
      changed INTEGER NOT NULL,
      wants_vector INTEGER NOT NULL,
      vector INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX idx.drawer_docs_in_order ON drawer_docs(event_key, part, piece);
    CREATE INDEX idx.drawer_docs_by_change ON drawer_docs(changed) WHERE changed > 0;
    CREATE INDEX idx.drawer_docs_without_vector ON drawer_docs(number) WHERE wants_vector = 1;
    CREATE VIRTUAL TABLE idx.drawer_words USING fts5(${wordColumns.join(', ')}, content = '', tokenize = 'porter unicode61');
    INSERT INTO idx.drawer_words (drawer_words, rank) VALUES ('secure-delete', 1);
    INSERT INTO idx.drawer_words (drawer_words, rank) VALUES ('usermerge', 2);
    CREATE VIRTUAL TABLE idx.drawer_terms USING fts5vocab(drawer_words, 'col');
    CREATE VIRTUAL TABLE idx.drawer_places USING fts5vocab(drawer_words, 'instance');
    CREATE TABLE idx.drawer_vectors (
      stamp INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, vector BLOB NOT NULL, sentences BLOB NOT NULL
    ) STRICT;
    INSERT INTO idx.sqlite_sequence (name, seq) VALUES ('drawer_vectors', ${noVector});
    CREATE TABLE idx.palace_index (
      version INTEGER NOT NULL, position INTEGER NOT NULL, changes INTEGER NOT NULL, removed_at INTEGER NOT NULL, embedder TEXT
    ) STRICT;
    INSERT INTO idx.palace_index VALUES (${indexVersion}, 0, 0, ${-tx.runtime.clock.now()}, NULL);
  `);
}

/** Places of a wing in the text index: its number above the 32 bits of a drawer's. */
export const placesOfWing = 2 ** 32;

/** The stamp of no vector. Those that there are follow it, so that all take four bytes: a row that gets its vector does not outgrow its page. */
export const noVector = 2 ** 24;
