import type { Building } from './building.ts';
import type { EventOf } from './items.ts';

/** Attempts that follow each other are one row. */
export function addError(to: Building, seq: number, event: EventOf<'session.error'>): void {
  const last = to.items.at(-1);
  if (last?.kind === 'error' && !last.isOver && last.event.error.retry_status.type === 'retrying') {
    to.items[to.items.length - 1] = { ...last, event, attempts: last.attempts + 1 };
    return;
  }
  to.items.push({ key: event.id, seq, kind: 'error', event, attempts: 1, isOver: false });
}

/** The model answered: what came before was only a delay. */
export function endRetries(to: Building): void {
  const last = to.items.at(-1);
  if (last?.kind === 'error') to.items[to.items.length - 1] = { ...last, isOver: true };
}
