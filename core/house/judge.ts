import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { JudgePort } from '../api/index.ts';

const key = 'judge';
const stored = z.object({ is_on: z.boolean() });

export interface JudgeSetting extends JudgePort {
  /** As it was last read; false until then. */
  isOn(): boolean;
  /** Reads it anew: at the start, and when the database was restored. */
  load(): Promise<void>;
}

/** The owner's switch for the judge. Off unless they said otherwise; what it may judge is said by the policy of each tool. */
export function createJudgeSetting(agents: Pick<Agents, 'getSetting' | 'putSetting'>): JudgeSetting {
  let isOn = false;
  return {
    isOn: () => isOn,
    async load() {
      isOn = stored.catch({ is_on: false }).parse((await agents.getSetting({ key })) ?? {}).is_on;
    },
    async get() {
      return { is_on: isOn };
    },
    async set(wanted) {
      await agents.putSetting({ key, value: { is_on: wanted.is_on } });
      isOn = wanted.is_on;
      return { is_on: isOn };
    },
  };
}
