import type { Tx } from '../../db/worker.ts';

/** True when a context was ever kept since the index was made. */
export function hasContexts(tx: Tx): boolean {
  return tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'contexts_made'") !== undefined;
}

/**
 * `drawer_contexts`: what a model wrote about a drawer, by the drawer's number. `contexts_made`: who was asked about, also where nothing came of
 * it, and whether others wrote its words. `context_sources`: the drawers whose words the model was shown, itself among them; a context goes with any of them.
 */
export function createContexts(tx: Tx): void {
  if (hasContexts(tx)) return;
  tx.db.exec(`
    CREATE VIRTUAL TABLE idx.drawer_contexts USING fts5(context, grams, tokenize = 'porter unicode61');
    INSERT INTO idx.drawer_contexts (drawer_contexts, rank) VALUES ('secure-delete', 1);
    CREATE TABLE idx.contexts_made (number INTEGER PRIMARY KEY, is_trusted INTEGER NOT NULL) STRICT;
    CREATE INDEX idx.contexts_of_others ON contexts_made(number) WHERE is_trusted = 0;
    CREATE TABLE idx.context_sources (source INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (source, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX idx.context_sources_by_number ON context_sources(number);
  `);
}

/** Removes all contexts. */
export function dropContexts(tx: Tx, _input: Record<string, never>): void {
  tx.db.exec(
    'DROP TABLE IF EXISTS idx.drawer_contexts; DROP TABLE IF EXISTS idx.contexts_made; DROP TABLE IF EXISTS idx.context_sources;',
  );
}
