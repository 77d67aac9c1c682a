import { z } from 'zod';
import { base, id, modelUsage } from './event-parts.ts';

/** What a model said of a call that would have been asked about. */
export const judgeEvents = [
  z.object({
    ...base,
    type: z.literal('holdfast.judged'),
    tool_use_id: id,
    decision: z.enum(['allow', 'ask']),
    /** Anything but `answered` is an ask: no budget, no time, a failure, another form than asked for, too often. */
    why: z.enum(['answered', 'malformed', 'late', 'failed', 'budget', 'too_often']),
    model: z.string().nullable(),
    usage: modelUsage.optional(),
    /** In the judge's words. */
    reason: z.string().optional(),
  }),
] as const;
