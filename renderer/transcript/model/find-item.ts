import type { Item, ToolCall } from './items.ts';

/** Index of the row that shows the event at `seq`: its own, or the nearest one before it. -1: none. */
export function findItem(items: readonly Item[], seq: number): number {
  let nearest = -1;
  for (const [index, item] of items.entries()) {
    if (item.kind === 'fold' && item.items.some((inner) => inner.seq === seq)) return index;
    if (item.seq <= seq && item.kind !== 'turn_end') nearest = index;
    if (item.kind === 'tool' && holds(item.call, seq)) return index;
  }
  return nearest;
}

function holds(call: ToolCall, seq: number): boolean {
  return call.seq === seq || call.endSeq === seq || call.children.some((child) => holds(child, seq));
}

/**
 * By how many rows the list grew at its front: the place of the row that was first before. Rows may also have
 * merged with older ones; then the next that is still there counts.
 */
export function grownBy(before: readonly { key: string }[], after: readonly { key: string }[]): number {
  const places = new Map(after.map((row, index) => [row.key, index]));
  for (const [index, row] of before.entries()) {
    const place = places.get(row.key);
    if (place !== undefined) return place - index;
  }
  return 0;
}
