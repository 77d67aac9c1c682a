import { int, type Tx, textOrNull } from '../db/worker.ts';
import { drawerRows, drawerTexts } from './drawer-rows.ts';

/** Changing how words are indexed means a new number: the index is then made again. */
const indexVersion = 1;
const batchDrawers = 100;

/** True when the text index is there. */
export function hasIndex(tx: Tx): boolean {
  return tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'drawer_words'") !== undefined;
}

/** Whether drawers wait to be indexed, or removed ones to be cleaned out of the files. Reads only. */
export function state(tx: Tx): { isBehind: boolean; isUnclean: boolean } {
  const isUnclean = tx.get('SELECT 1 AS found FROM removed_drawers LIMIT 1') !== undefined;
  const position = hasIndex(tx) ? readPosition(tx) : null;
  return { isBehind: position !== lastDrawer(tx), isUnclean };
}

/**
 * Indexes the next drawers, at most `limit`; call again while `isBehind`. The index knows how far it has come: after a crash it
 * goes on there, and when its file is gone, of another version, or ahead of the drawers (an older backup was restored) it
 * starts anew.
 */
export function index(tx: Tx, input: { limit?: number }): { indexed: number; isBehind: boolean } {
  const position = openIndex(tx);
  tx.run('DELETE FROM idx.drawer_words WHERE rowid IN (SELECT number FROM removed_drawers)');
  const limit = Math.min(input.limit ?? batchDrawers, 1000);
  const rows = drawerRows(tx, 'd.number > ? ORDER BY d.number LIMIT ?', position, limit);
  const texts = drawerTexts(tx, rows);
  rows.forEach((row, position) => {
    const speaker = [row.author, textOrNull(row, 'tool')]
      .filter((word) => typeof word === 'string')
      .join(' ');
    tx.run(
      'INSERT INTO idx.drawer_words (rowid, body, speaker) VALUES (?, ?, ?)',
      int(row, 'number'),
      texts[position] ?? '',
      speaker,
    );
  });
  const isBehind = rows.length === limit;
  // at the end the position takes in numbers whose drawers are gone again
  const last = rows.at(-1);
  const reached = isBehind && last ? int(last, 'number') : lastDrawer(tx);
  tx.run('UPDATE idx.palace_index SET position = ?', reached);
  return { indexed: rows.length, isBehind };
}

/** Makes the whole index anew from the drawers, at the next `index`. */
export function dropIndex(tx: Tx, _input: Record<string, never>): void {
  tx.db.exec('DROP TABLE IF EXISTS idx.drawer_words; DROP TABLE IF EXISTS idx.palace_index;');
}

function openIndex(tx: Tx): number {
  const position = hasIndex(tx) ? readPosition(tx) : null;
  if (position !== null && position <= lastDrawer(tx)) return position;
  dropIndex(tx, {});
  // with secure-delete a removed row's words leave the index at once, not at some later merge
  tx.db.exec(`
    CREATE VIRTUAL TABLE IF NOT EXISTS idx.drawer_words USING fts5(body, speaker, tokenize = 'porter unicode61');
    INSERT INTO idx.drawer_words (drawer_words, rank) VALUES ('secure-delete', 1);
    CREATE TABLE IF NOT EXISTS idx.palace_index (version INTEGER NOT NULL, position INTEGER NOT NULL) STRICT;
    INSERT INTO idx.palace_index (version, position) VALUES (${indexVersion}, 0);
  `);
  return 0;
}

/** The last drawer that is in the index; null when it was made in another way than this version makes it. */
function readPosition(tx: Tx): number | null {
  const isThere =
    tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'palace_index'") !== undefined;
  const row = isThere ? tx.get('SELECT version, position FROM idx.palace_index') : undefined;
  return row && int(row, 'version') === indexVersion ? int(row, 'position') : null;
}

/** The highest number a drawer ever had. */
function lastDrawer(tx: Tx): number {
  const row = tx.get("SELECT seq FROM sqlite_sequence WHERE name = 'drawers'");
  return row ? int(row, 'seq') : 0;
}
