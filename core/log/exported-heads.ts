import { z } from 'zod';

/** The file of `holdfast audit export`: where every chain stood, under a seal. Kept elsewhere, it shows that an end was cut off. */
export const exportedHeads = z.object({
  format: z.literal('holdfast audit heads 1'),
  exported_at: z.string(),
  profile: z.object({ seq: z.number().int(), hash: z.string() }),
  heads: z.array(z.object({ session_id: z.string(), seq: z.number().int(), hash: z.string() })),
  key_id: z.number().int(),
  /** Hex: HMAC-SHA-256 over the canonical JSON of the rest. */
  mac: z.string(),
});
export type ExportedHeads = z.infer<typeof exportedHeads>;
