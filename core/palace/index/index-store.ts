import { int, type SqlRow, type Tx, text, textOrNull } from '../../db/worker.ts';
import { forgetContextsOf } from '../contexts/context-store.ts';
import { hasContexts } from '../contexts/schema-store.ts';
import { drawerRows, drawerTexts } from '../drawer-rows.ts';
import { changeDocs, type NewDoc } from './docs-store.ts';
import { createIndex, hasIndex, indexState, indexVersion } from './schema-store.ts';

const batchDrawers = 100;

/** Whether drawers wait to be indexed, or removed ones to be cleaned out of the files. Reads only. */
export function state(tx: Tx): { isBehind: boolean; isUnclean: boolean } {
  const isUnclean = tx.get('SELECT 1 AS found FROM removed_drawers LIMIT 1') !== undefined;
  const isStale = tx.get('SELECT 1 AS found FROM stale_drawers LIMIT 1') !== undefined;
  return { isBehind: isStale || indexState(tx)?.position !== lastDrawer(tx), isUnclean };
}

/**
 * Indexes the next drawers, at most `limit`; call again while `isBehind`. The index knows how far it has come: after a crash it
 * goes on there, and when its file is gone, of another version, or ahead of the drawers (an older backup was restored) it
 * starts anew.
 */
export function index(tx: Tx, input: { limit?: number }): { indexed: number; isBehind: boolean } {
  const position = openIndex(tx);
  const limit = Math.min(input.limit ?? batchDrawers, 1000);
  const stale = numbersOf(tx.all('SELECT number FROM stale_drawers ORDER BY number LIMIT ?', limit));
  const again = stale.filter((number) => number <= position);
  // apart, because SQLite reads every drawer for an OR of the two
  const known = drawerRows(
    tx,
    'd.number IN (SELECT value FROM json_each(?)) ORDER BY d.number',
    JSON.stringify(again),
  );
  const fresh = drawerRows(tx, 'd.number > ? ORDER BY d.number LIMIT ?', position, limit - known.length);
  const rows = [...known, ...fresh];
  takeOut(tx, [...removedNumbers(tx), ...again], docsOf(tx, rows));
  tx.run('DELETE FROM stale_drawers WHERE number IN (SELECT value FROM json_each(?))', JSON.stringify(stale));
  const isBehind = rows.length === limit || stale.length === limit;
  // at the end the position takes in numbers whose drawers are gone again
  const last = rows.at(-1);
  const reached = isBehind ? Math.max(position, last ? int(last, 'number') : 0) : lastDrawer(tx);
  tx.run('UPDATE idx.palace_index SET position = ?', reached);
  return { indexed: rows.length, isBehind };
}

/** Takes drawers out of the index, as part of the step that removes them. */
export function unindexDrawers(tx: Tx, numbers: readonly number[]): void {
  if (numbers.length > 0 && indexState(tx) !== null) takeOut(tx, numbers, []);
}

function takeOut(tx: Tx, removed: readonly number[], added: readonly NewDoc[]): void {
  if (removed.length === 0 && added.length === 0) return;
  if (hasContexts(tx))
    forgetContextsOf(
      tx,
      removed.filter((number) => !isAddedAgain(tx, number, added)),
    );
  const changes = (indexState(tx)?.changes ?? 0) + 1;
  changeDocs(tx, { removed, added, changes });
  tx.run('UPDATE idx.palace_index SET changes = ?', changes);
  if (removed.length > 0) tx.run('UPDATE idx.palace_index SET removed_at = ?', changes);
}

// what was moved has the same words as before: what was made of them stands
function isAddedAgain(tx: Tx, number: number, added: readonly NewDoc[]): boolean {
  const doc = added.find((each) => each.number === number);
  if (!doc) return false;
  const row = tx.get('SELECT body FROM idx.drawer_docs WHERE number = ?', number);
  return row !== undefined && text(row, 'body') === doc.body;
}

const spokenKinds = new Set(['message', 'question', 'answer', 'imported']);

function docsOf(tx: Tx, rows: readonly SqlRow[]): NewDoc[] {
  const texts = drawerTexts(tx, rows);
  const wings = new Map<string, number>();
  const wingOf = (id: string) => {
    const known = wings.get(id) ?? int(tx.get('SELECT number FROM wings WHERE id = ?', id) ?? {}, 'number');
    wings.set(id, known);
    return known;
  };
  return rows.map((row, position) => ({
    number: int(row, 'number'),
    wing: wingOf(text(row, 'wing_id')),
    eventKey: int(row, 'event_key'),
    part: int(row, 'part'),
    piece: int(row, 'piece'),
    saidAt: int(row, 'created_at'),
    isSpoken: spokenKinds.has(text(row, 'kind')),
    speaker: textOrNull(row, 'speaker') ?? [row.author, textOrNull(row, 'tool')].filter(Boolean).join(' '),
    caption: '',
    body: texts[position] ?? '',
  }));
}

function openIndex(tx: Tx): number {
  const current = indexState(tx);
  if (current !== null && current.position <= lastDrawer(tx)) return current.position;
  dropForeign(tx);
  createIndex(tx);
  return 0;
}

/** Tables of a newer version: what is forgotten would stay in them. */
function dropForeign(tx: Tx): void {
  const isThere = tx.get("SELECT 1 AS found FROM idx.sqlite_master WHERE name = 'palace_index'");
  const row = isThere ? tx.get('SELECT version FROM idx.palace_index') : undefined;
  if (!row || int(row, 'version') <= indexVersion) return;
  const tables = tx.all(
    "SELECT name FROM idx.sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC",
  );
  // a virtual table takes its own tables along
  for (const { name } of tables)
    tx.db.exec(`DROP TABLE IF EXISTS idx."${String(name).replaceAll('"', '""')}"`);
}

function removedNumbers(tx: Tx): number[] {
  if (!hasIndex(tx)) return [];
  return numbersOf(
    tx.all('SELECT r.number FROM removed_drawers r CROSS JOIN idx.drawer_docs d ON d.number = r.number'),
  );
}

const numbersOf = (rows: readonly SqlRow[]): number[] => rows.map((row) => int(row, 'number'));

/** The highest number a drawer ever had. */
function lastDrawer(tx: Tx): number {
  const row = tx.get("SELECT seq FROM sqlite_sequence WHERE name = 'drawers'");
  return row ? int(row, 'seq') : 0;
}

const joinedPages = 128;

/**
 * Joins pieces of the text index that intake left, some hundred pages at a time, where there are two of a size: fewer pieces take less disk
 * and are read in fewer places. Call again while `isMore`. Nothing that is found changes.
 */
export function joinWords(tx: Tx, _input: Record<string, never>): { isMore: boolean } {
  if (indexState(tx) === null) return { isMore: false };
  const changes = () => int(tx.get('SELECT total_changes() AS changes') ?? {}, 'changes');
  const before = changes();
  tx.run("INSERT INTO idx.drawer_words (drawer_words, rank) VALUES ('merge', ?)", joinedPages);
  // the statement itself counts as one: https://sqlite.org/fts5.html#the_merge_command
  return { isMore: changes() - before > 1 };
}

/** Every word of the text index with the drawer and the column it is in, in order: to compare an index with one that is made anew. */
export function indexedWords(tx: Tx, _input: Record<string, never>): string[] {
  if (!hasIndex(tx)) return [];
  const rows = tx.all('SELECT term, doc, col FROM idx.drawer_places ORDER BY term, doc, col LIMIT 1000000');
  return rows.map((row) => `${text(row, 'term')} ${int(row, 'doc')} ${text(row, 'col')}`);
}
