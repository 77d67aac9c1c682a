import {
  bytes,
  int,
  nameTeller,
  type SqlRow,
  type SqlValue,
  type Tx,
  text,
  textOrNull,
} from '../db/worker.ts';
import { placeFilter } from './browse-store.ts';
import { drawersOf, type ExportScope } from './export-store.ts';
import type { ForgetPart } from './forget-store.ts';
import type { SavedExport } from './types.ts';

const shownExports = 50;

/** A file that is about to leave: of the palace, or of a session with what it was forked from. */
export interface NotedExport {
  /** How the file is called, where that is known. */
  name: string | null;
  format: string;
  of: { what: 'palace'; scope: ExportScope } | { what: 'session'; sessionId: string };
}

/** Keeps that a file left, and words of which sessions are in it. Before its first byte: a file that breaks off holds words, too. */
export function noteExport(tx: Tx, { name, format, of }: NotedExport): void {
  const isWhole = of.what === 'palace' && Object.keys(of.scope).length === 0;
  tx.run(
    'INSERT INTO exports (what, format, name, is_whole, made_at) VALUES (?, ?, ?, ?, ?)',
    of.what,
    format,
    name,
    isWhole ? 1 : 0,
    tx.runtime.clock.now(),
  );
  if (isWhole) return;
  const { sql, values } = of.what === 'session' ? lineage(of.sessionId) : sessionsIn(tx, of.scope);
  tx.run(
    `INSERT INTO export_sessions SELECT number, (SELECT max(number) FROM exports) FROM (${sql})`,
    ...values,
  );
}

function lineage(sessionId: string): { sql: string; values: SqlValue[] } {
  const sql = `WITH RECURSIVE lineage(number, parent) AS (
    SELECT number, forked_from FROM sessions WHERE id = ?
    UNION SELECT s.number, s.forked_from FROM sessions s JOIN lineage ON s.number = lineage.parent
  ) SELECT number FROM lineage`;
  return { sql, values: [sessionId] };
}

function sessionsIn(tx: Tx, scope: ExportScope): { sql: string; values: SqlValue[] } {
  const { conditions, values } = scope.drawerIds ? drawersOf(scope.drawerIds) : placeFilter(tx, scope);
  return {
    sql: `SELECT DISTINCT d.event_key >> 32 AS number FROM drawers d WHERE ${conditions.join(' AND ')}`,
    values,
  };
}

/**
 * Files that were saved since these words were said, or were repeated in an answer of `recall` or in a wake-up, and may hold them; the latest
 * first. `eventKeys`: the words' own event and those that repeat them.
 */
export function exportsWith(tx: Tx, eventKeys: readonly number[]): SavedExport[] {
  return tx
    .all(
      `SELECT x.name, x.what, x.made_at FROM exports x WHERE EXISTS (
         SELECT 1 FROM json_each(?) j JOIN events e ON e.key = j.value WHERE x.made_at >= e.created_at
           AND (x.is_whole = 1 OR EXISTS (SELECT 1 FROM export_sessions s WHERE s.session_number = e.key >> 32 AND s.export = x.number)))
       ORDER BY x.number DESC LIMIT ${shownExports}`,
      JSON.stringify(eventKeys),
    )
    .map((row) => ({
      name: textOrNull(row, 'name'),
      what: text(row, 'what') === 'session' ? 'session' : 'palace',
      at: new Date(int(row, 'made_at')).toISOString(),
    }));
}

/** The log's way to forget, which first takes out the names of saved files that are made of the words: a title often is. */
export function takingNames(forgetPart: ForgetPart): ForgetPart {
  return (tx, input) => {
    const named = tx.all('SELECT number, name FROM exports WHERE name IS NOT NULL');
    const tells =
      named.length === 0 ? null : nameTeller(contents(tx, input).map((row) => bytes(row, 'bytes')));
    for (const row of named)
      if (tells?.(text(row, 'name')))
        tx.run('UPDATE exports SET name = NULL WHERE number = ?', int(row, 'number'));
    return forgetPart(tx, input);
  };
}

function contents(tx: Tx, { eventId, parts }: { eventId: string; parts: readonly number[] }): SqlRow[] {
  return tx.all(
    `SELECT p.bytes FROM events e JOIN event_parts p ON p.place BETWEEN (e.key << 12) AND (e.key << 12) | 4095
     WHERE e.id = ? AND p.place & 4095 IN (SELECT value FROM json_each(?)) AND p.bytes IS NOT NULL`,
    eventId,
    JSON.stringify(parts),
  );
}
