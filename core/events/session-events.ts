import { z } from 'zod';
import type { modelUsage, stopDetails, stopReason, verdict } from './event-parts.ts';
import { holdfastEvents } from './holdfast-events.ts';
import { importEvents } from './import-events.ts';
import { agentEvents, sessionEvents, userEvents } from './managed-events.ts';

/** Every event that is stored, discriminated by `type`. */
export const sessionEvent = z.discriminatedUnion('type', [
  ...userEvents,
  ...agentEvents,
  ...sessionEvents,
  ...holdfastEvents,
  ...importEvents,
]);

export type SessionEvent = z.infer<typeof sessionEvent>;
export type EventType = SessionEvent['type'];
export type EventOf<T extends EventType> = Extract<SessionEvent, { type: T }>;
export type StopReason = z.infer<typeof stopReason>;
export type StopDetails = z.infer<typeof stopDetails>;
export type ModelUsage = z.infer<typeof modelUsage>;
export type Verdict = z.infer<typeof verdict>;

type Unstamped<E> = E extends SessionEvent ? Omit<E, 'id' | 'processed_at'> & { id?: string } : never;
/** An event before it is appended: the log gives `processed_at`, and `id` where none was chosen beforehand. */
export type NewEvent = Unstamped<SessionEvent>;

/** An event at its place in a session's log; `seq` counts from 1 without gaps. */
export interface StoredEvent {
  seq: number;
  event: SessionEvent;
}

/** What the owner or a client may send. */
export const clientEventTypes = [
  'user.message',
  'user.interrupt',
  'user.tool_confirmation',
  'user.custom_tool_result',
] as const;

/** The event without Holdfast's additions, as a Managed Agents client expects it. */
export function withoutHoldfast(event: SessionEvent): SessionEvent {
  if (!('holdfast' in event)) return event;
  const { holdfast: _, ...rest } = event;
  return rest as SessionEvent;
}

/** True for Holdfast's own event types. */
export function isHoldfastEvent(event: { type: string }): boolean {
  return event.type.startsWith('holdfast.');
}
