import { type SqlRow, type Tx, text } from '../../db/worker.ts';

/**
 * Whether facts may be taken from this row of `drawers`: not from others' words, nor from what an agent notes for itself alone. The one
 * place that says so.
 */
export function isTrusted(_tx: Tx, row: SqlRow): boolean {
  return text(row, 'trust') !== 'untrusted' && !isDiary(row);
}

/** What an agent noted for itself: it names nobody to others, and lies in its hall alone. */
export function isDiary(row: SqlRow): boolean {
  return text(row, 'kind') === 'diary';
}
