import { z } from 'zod';

const counts = z.record(z.string(), z.number().int().positive());

/** What stood in a tool's output that its reader should know of. Holds no secret: references, kinds and counts only. */
export const foundInOutput = z.object({
  /** Invisible characters by kind: `tags`, `direction`, `zero_width`, `variation`, `private_use`, `control`. */
  hidden: counts.optional(),
  /** What imitates Holdfast, a speaker or a frame around instructions, by kind: `boundary`, `note`, `charter`, `role`, `tag`. */
  imitations: counts.optional(),
  /** Wording that commands its reader. A hint for the owner; no decision reads it. */
  wording: z.array(z.object({ kind: z.string(), quote: z.string() })).optional(),
  /** What was taken out and stands as a reference in the text. */
  secrets: z
    .array(
      z.object({
        number: z.number().int().positive(),
        looks_like: z.string(),
        characters: z.number(),
      }),
    )
    .optional(),
});
export type FoundInOutput = z.infer<typeof foundInOutput>;
