import { z } from 'zod';
import { redactedBlock, textBlock } from './blocks.ts';
import { base, id } from './event-parts.ts';

/** Where the words of something to be remembered come from; kept with the call, and obeyed by the palace. */
export const noteOrigin = z.object({
  /** `untrusted`: they go to quarantine. */
  label: z.enum(['owner', 'agent', 'untrusted']),
  /**
   * Why it is untrusted: it names an address, number or account, or says words, that only others wrote; or it says what the owner did not
   * say, after others' words were read.
   */
  why: z.enum(['foreign_identifier', 'foreign_words', 'not_said']).nullable(),
  /** Results that were read before, the newest last. */
  sources: z.array(z.string()),
});
export type NoteOrigin = z.infer<typeof noteOrigin>;

/** Who the owner is; what is always at hand; the room of this task; what its first words find. */
export const wakeUpLayers = ['identity', 'essentials', 'room', 'search'] as const;
export type WakeUpLayer = (typeof wakeUpLayers)[number];

/** One thing that was put in, and why. It holds no words: `from` and `to` are its place in `memory`, in UTF-16 units. */
export const wakeUpItem = z.object({
  layer: z.enum(wakeUpLayers),
  why: z.enum(['identity', 'pinned', 'preference', 'promise', 'room', 'search']),
  /** Null for what the owner wrote on the page of the wake-up. */
  drawer_id: z.string().nullable(),
  tokens: z.number(),
  from: z.number(),
  to: z.number(),
});
export type WakeUpItem = z.infer<typeof wakeUpItem>;

/** What happens to the memory besides what is said. Each stands in the log of the session whose words it is about. */
export const memoryEvents = [
  /**
   * From here on requests carry `memory`: what the palace gives to this session, as data with its sources. The newest counts. `memory` is
   * gone once the owner forgot a drawer that it repeats; the next request makes a new one then.
   */
  z.object({
    ...base,
    type: z.literal('holdfast.wake_up'),
    put_in: z.array(wakeUpItem),
    budget_tokens: z.number(),
    tokens: z.number(),
    memory: z.string().optional(),
  }),
  /** The owner's word for this session, whatever the setting says. */
  z.object({ ...base, type: z.literal('holdfast.wake_up_set'), is_on: z.boolean(), by: z.string() }),
  /** The owner looked at a note in quarantine: it becomes a drawer, or will never be one. Its words stay where they are. */
  z.object({
    ...base,
    type: z.literal('holdfast.note_settled'),
    tool_use_id: id,
    decision: z.enum(['released', 'dropped']),
    by: z.string(),
  }),
  /** The owner keeps a drawer at hand for every new session, or no longer. */
  z.object({
    ...base,
    type: z.literal('holdfast.drawer_pinned'),
    drawer_id: id,
    is_pinned: z.boolean(),
    by: z.string(),
  }),
  /** The owner put other words in a drawer's place. Those of the drawer stay. */
  z.object({
    ...base,
    type: z.literal('holdfast.drawer_revised'),
    drawer_id: id,
    content: z.array(z.union([textBlock, redactedBlock])).min(1),
    by: z.string(),
  }),
] as const;
