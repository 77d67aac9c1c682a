import type { Row } from '../model/items.ts';

/** Rows that belong closely together: steps of one piece of work. */
const steps = new Set<Row['kind']>(['tool', 'thinking', 'live_tool', 'live_thinking']);

/** Space above a row, as padding: margins would escape the list's measuring. */
export function spaceAbove(row: Row, before: Row | undefined): string {
  if (!before) return 'pt-6';
  if (row.kind === 'user' || row.kind === 'queued') return 'pt-8';
  if (steps.has(row.kind) && steps.has(before.kind)) return 'pt-1.5';
  if (row.kind === 'turn_end') return 'pt-2';
  if (before.kind === 'user') return 'pt-1';
  if (row.kind === 'notice' && before.kind === 'notice') return 'pt-1';
  return 'pt-4';
}
