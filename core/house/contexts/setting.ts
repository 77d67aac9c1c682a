import { z } from 'zod';
import type { Agents } from '../../agents/index.ts';

const key = 'contexts';
const stored = z.object({
  is_on: z.boolean(),
  model: z.string().nullable(),
  budget: z.union([z.object({ tokens: z.number() }), z.object({ cents: z.number() })]),
  left_out: z.array(z.string()),
});
export type ContextsSetting = z.infer<typeof stored>;

// a few hundred drawers
const usual: ContextsSetting = { is_on: false, model: null, budget: { tokens: 500_000 }, left_out: [] };

/** The owner's setting for contexts: off unless they said otherwise, and where it cannot be read. */
export async function readContextsSetting(agents: Pick<Agents, 'getSetting'>): Promise<ContextsSetting> {
  return stored.catch(usual).parse((await agents.getSetting({ key })) ?? usual);
}

export async function writeContextsSetting(
  agents: Pick<Agents, 'putSetting'>,
  value: ContextsSetting,
): Promise<void> {
  await agents.putSetting({ key, value });
}
