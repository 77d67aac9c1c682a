import type { NewEvent } from '../events/index.ts';

/**
 * The boundaries of the loop: what is made durable, done or asked there. `suspension`: what code that waits leaves to go on from. `spawn`:
 * a session that begins from another, now a fork.
 */
export const boundaries = [
  'append',
  'intent',
  'effect',
  'result',
  'approval',
  'suspension',
  'request',
  'compaction',
  'spawn',
] as const;

export type Boundary = (typeof boundaries)[number];

/** Where a test can stop the loop, to kill it there. Named `before:` and `after:` what is about to be, or was, made durable. */
export type DebugPoint = `${'before' | 'after'}:${Boundary}`;

/** The boundaries that one append passes: always `append`, and what its events commit besides. */
export function boundariesOf(events: readonly NewEvent[]): Boundary[] {
  const has = (type: NewEvent['type']) => events.some((event) => event.type === type);
  return [
    'append',
    ...(has('holdfast.tool_intent') ? (['intent'] as const) : []),
    ...(has('agent.tool_result') ? (['result'] as const) : []),
    ...(has('holdfast.compaction_started') || has('holdfast.compaction') ? (['compaction'] as const) : []),
  ];
}

/** Passes all points on one side of an append; nothing at all when nobody listens. */
export async function passPoints(
  at: ((point: DebugPoint, sessionId: string) => Promise<void>) | undefined,
  side: 'before' | 'after',
  events: readonly NewEvent[],
  sessionId: string,
): Promise<void> {
  if (!at) return;
  for (const boundary of boundariesOf(events)) await at(`${side}:${boundary}`, sessionId);
}
