import { z } from 'zod';
import { base, id } from './event-parts.ts';

/** Gone once the owner had it forgotten. Holds no planted value. */
const alarmContent = z.object({
  /** Kinds of the planted secrets that were used. */
  canaries: z.array(z.string()),
  /** The tool of the call that held them; null for words of the agent's. */
  tool: z.string().nullable(),
  /** Where a request would have gone. */
  host: z.string().nullable(),
  /** What was read before, newest last: where the planted secret was read, and text that others wrote. */
  read: z.array(z.object({ event_id: z.string(), tool: z.string(), what: z.enum(['canary', 'untrusted']) })),
});

/** What alarms, and what the owner hears of it. */
export const alarmEvents = [
  /**
   * A planted secret was used: in a call's arguments, in the agent's words, or in a request at the door. The call or request was stopped, and the
   * session is paused with the same commit.
   */
  z.object({
    ...base,
    type: z.literal('holdfast.alarm'),
    kind: z.literal('canary'),
    place: z.enum(['call', 'message', 'egress']),
    tool_use_id: id.optional(),
    message_id: id.optional(),
    alarm: alarmContent.optional(),
  }),
] as const;
