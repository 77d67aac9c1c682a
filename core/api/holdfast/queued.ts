import { type Delivery, type QueuedEvent, queuedEventSchema } from '../contract.ts';

/** A waiting message as the window shows it; other events in the queue are not shown. */
export function queuedOnWire({ event, delivery }: { event: object; delivery: Delivery }): QueuedEvent[] {
  const parsed = queuedEventSchema.safeParse({ ...event, delivery });
  return parsed.success ? [parsed.data] : [];
}
