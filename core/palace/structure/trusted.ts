import { type SqlRow, type Tx, text } from '../../db/worker.ts';

/**
 * Whether facts may be taken from this row of `drawers`. The one place that says so: what is in quarantine is to be refused here, too.
 */
export function isTrusted(_tx: Tx, row: SqlRow): boolean {
  return text(row, 'trust') !== 'untrusted';
}
