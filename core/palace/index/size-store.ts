import { int, type Tx } from '../../db/worker.ts';
import { dropStructure } from '../structure/schema-store.ts';
import { dropIndex, hasIndex } from './schema-store.ts';

// a long drawer takes about 16 KB with its words, its terms and a vector; a usual one 1.2 KB
const mostBytesPerDrawer = 32 * 1024;
const alwaysAllowed = 64 * 2 ** 20;

/** What `index.db` takes in bytes, and the most that its drawers can explain. */
export function indexSize(
  tx: Tx,
  input: { allowedBytes?: number | undefined },
): { bytes: number; mostBytes: number } {
  const pragma = (name: string) => Number(tx.db.pragma(`idx.${name}`, { simple: true }));
  const bytes = pragma('page_count') * pragma('page_size');
  const allowed = input.allowedBytes ?? alwaysAllowed;
  if (bytes <= allowed || !hasIndex(tx)) return { bytes, mostBytes: Math.max(allowed, bytes) };
  const row = tx.get('SELECT count(*) AS drawers FROM idx.drawer_docs');
  return { bytes, mostBytes: allowed + (row ? int(row, 'drawers') : 0) * mostBytesPerDrawer };
}

/** Drops the index with the structure beside it, and gives its space back to the disk; the next steps make them anew. Outside a transaction, as SQLite wants it. */
export function discardIndex(tx: Tx, _input: Record<string, never>): void {
  dropIndex(tx, {});
  dropStructure(tx, {});
  tx.db.exec('VACUUM idx');
}
