import { int, type Tx } from '../../db/worker.ts';

/** Changing how drawers are read (halls, names, facts) means a new number: the structure is then made again. */
const structureVersion = 2;

const tables = [
  'structured', 'room_halls', 'mentions', 'entities', 'entity_rooms', 'fact_statements', 'fact_times', 'contested', 'lessons', 'lesson_terms', 'structure_state',
]; // biome-ignore format: a list of names

/** How many drawers the structure has taken in; null when there is none, or one that does not fit the record beside it. */
export function structurePosition(tx: Tx): number | null {
  const isThere =
    tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'structure_state'") !== undefined;
  const row = isThere
    ? tx.get('SELECT s.*, p.changes AS stood FROM idx.structure_state s, palace_structure p')
    : undefined;
  if (!row || int(row, 'version') !== structureVersion || int(row, 'changes') !== int(row, 'stood'))
    return null;
  return int(row, 'position');
}

/** Notes that both files change together in this transaction. */
export function touchStructure(tx: Tx): void {
  const isThere = structurePosition(tx) !== null;
  tx.run('UPDATE palace_structure SET changes = changes + 1');
  if (isThere) tx.run('UPDATE idx.structure_state SET changes = changes + 1');
}

/** Removes the whole structure; the next step begins it anew. The owner's corrections stay. */
export function dropStructure(tx: Tx, _input: Record<string, never>): void {
  tx.db.exec(tables.map((table) => `DROP TABLE IF EXISTS idx.${table};`).join('\n'));
  tx.note('palace', {});
}

/**
 * Nothing here holds a drawer's words: ranges point into it, names and what facts say are kept folded, as the text index keeps its
 * terms, and go with the last drawer that has them. Halls and kinds are kept as numbers (`codes.ts`). `fact_times` has when statements hold (`fact-times-store.ts`). A closet is made of `gist_*`, the sentence that stands for its drawer.
 */
export function createStructureTables(tx: Tx): void {
  dropStructure(tx, {});
  tx.db.exec(`
    CREATE TABLE idx.structured (
      number INTEGER PRIMARY KEY, event_key INTEGER NOT NULL, room INTEGER NOT NULL, hall INTEGER NOT NULL, lesson TEXT,
      gist_from INTEGER, gist_to INTEGER, gist_weight REAL
    ) STRICT;
    CREATE INDEX idx.structured_by_hall ON structured(room, hall);
    CREATE INDEX idx.structured_by_gist ON structured(room, gist_weight DESC, event_key DESC) WHERE gist_weight IS NOT NULL;
    CREATE INDEX idx.structured_by_lesson ON structured(lesson) WHERE lesson IS NOT NULL;
    CREATE TABLE idx.room_halls (
      room INTEGER NOT NULL, hall INTEGER NOT NULL, drawers INTEGER NOT NULL, PRIMARY KEY (room, hall)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE idx.entities (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, mentions INTEGER NOT NULL) STRICT;
    CREATE INDEX idx.entities_by_mentions ON entities(mentions DESC);
    CREATE TABLE idx.mentions (
      number INTEGER NOT NULL, from_unit INTEGER NOT NULL, to_unit INTEGER NOT NULL, entity INTEGER NOT NULL, kind INTEGER NOT NULL, event_key INTEGER NOT NULL,
      PRIMARY KEY (number, from_unit, entity)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idx.mentions_by_entity ON mentions(entity, event_key DESC, number DESC);
    CREATE TABLE idx.entity_rooms (
      room INTEGER NOT NULL, entity INTEGER NOT NULL, mentions INTEGER NOT NULL, PRIMARY KEY (room, entity)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idx.entity_rooms_by_entity ON entity_rooms(entity, room);

    CREATE TABLE idx.fact_statements (
      number INTEGER NOT NULL, object_from INTEGER NOT NULL, object_to INTEGER NOT NULL,
      subject TEXT NOT NULL, subject_from INTEGER, subject_to INTEGER, predicate TEXT NOT NULL, object_key TEXT NOT NULL,
      sentence_from INTEGER NOT NULL, sentence_to INTEGER NOT NULL, mode TEXT NOT NULL,
      valid_from INTEGER, valid_to INTEGER, learned_at INTEGER NOT NULL, confidence REAL NOT NULL,
      PRIMARY KEY (number, object_from)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idx.fact_statements_by_subject ON fact_statements(subject, predicate, learned_at DESC);
    CREATE INDEX idx.fact_statements_of_subject ON fact_statements(subject, learned_at DESC);
    CREATE INDEX idx.fact_statements_in_time ON fact_statements(learned_at DESC);
    CREATE VIRTUAL TABLE idx.fact_times USING rtree_i32(statement, from_minute, to_minute);
    CREATE TABLE idx.contested (subject TEXT NOT NULL, predicate TEXT NOT NULL, PRIMARY KEY (subject, predicate)) STRICT, WITHOUT ROWID;

    CREATE TABLE idx.lessons (
      number INTEGER PRIMARY KEY, drawer TEXT NOT NULL, hall TEXT, room INTEGER, wing INTEGER, hall_at INTEGER, room_at INTEGER, terms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE idx.lesson_terms (term INTEGER NOT NULL, lesson INTEGER NOT NULL, PRIMARY KEY (term, lesson)) STRICT, WITHOUT ROWID;

    CREATE TABLE idx.structure_state (version INTEGER NOT NULL, position INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT;
    INSERT INTO idx.structure_state SELECT ${structureVersion}, 0, changes FROM palace_structure;
  `);
}
