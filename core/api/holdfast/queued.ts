import { type QueuedEvent, queuedEventSchema } from '../contract.ts';

/** A waiting message as the window shows it; other events in the queue (interrupts, answers) are not shown. */
export function queuedOnWire(event: object): QueuedEvent[] {
  const parsed = queuedEventSchema.safeParse(event);
  return parsed.success ? [parsed.data] : [];
}
