import { z } from 'zod';
import { redactedBlock, textBlock } from './blocks.ts';
import { base } from './event-parts.ts';

/** What comes into the log from elsewhere: conversations that the owner brings along. */
export const importEvents = [
  /** This session holds what was imported under this name; its room lies in the wing of that name. */
  z.object({ ...base, type: z.literal('holdfast.import_started'), name: z.string().min(1).max(200) }),
  /** One message of an imported conversation, word for word. */
  z.object({
    ...base,
    type: z.literal('holdfast.imported_message'),
    /** Gone once forgotten. */
    speaker: z.string().min(1).max(200).optional(),
    /** When it was said, RFC 3339; left out where nobody knows. */
    said_at: z.string().optional(),
    /** `owner`: the owner vouches for these words. */
    trust: z.enum(['owner', 'untrusted']),
    content: z.array(z.union([textBlock, redactedBlock])).min(1),
  }),
] as const;
