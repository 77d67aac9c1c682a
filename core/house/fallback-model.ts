import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { CurrentModel } from './model-settings.ts';

const setting = z.object({ model: z.string().min(1).nullable() });

/** The model that the owner named for when the usual one is overloaded, over its limit or unknown: of the same endpoint. */
export function createFallbackModel(agents: Agents, current: () => Promise<CurrentModel | null>) {
  const named = async (): Promise<string | null> => {
    const stored = setting.safeParse(await agents.getSetting({ key: 'model_fallback' }));
    return stored.success ? stored.data.model : null;
  };
  return {
    get: async () => ({ model: await named() }),
    async set(change: { model: string | null }): Promise<{ model: string | null }> {
      await agents.putSetting({ key: 'model_fallback', value: change });
      return change;
    },
    /** Null when none is named, or no model is set up at all. */
    async choose(): Promise<CurrentModel | null> {
      const model = await named();
      const usual = model === null ? null : await current();
      return usual && model !== null ? { ...usual, model } : null;
    },
  };
}
