import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { HostCommandsSettingPort } from '../api/index.ts';
import { HoldfastError } from '../base/index.ts';
import type { HostCommands } from '../sandbox/index.ts';

const key = 'host_commands';
const stored = z.object({ is_on: z.boolean() });

export interface HostCommandsSetting extends HostCommandsSettingPort {
  /** As it was last read, and only where programs can be confined; false until then. */
  isOn(): boolean;
  /** Reads it anew: at the start, and when the database was restored. */
  load(): Promise<void>;
}

/** The owner's switch for programs of the computer. Off unless they said otherwise, and wherever nothing confines a program. */
export function createHostCommandsSetting(
  agents: Pick<Agents, 'getSetting' | 'putSetting'>,
  commands: Pick<HostCommands, 'missing'>,
): HostCommandsSetting {
  let isOn = false;
  return {
    isOn: () => isOn,
    async load() {
      const wanted = stored.catch({ is_on: false }).parse((await agents.getSetting({ key })) ?? {}).is_on;
      isOn = wanted && (await commands.missing()).length === 0;
    },
    async get() {
      return { is_on: isOn, missing: await commands.missing(true) };
    },
    async set(wanted) {
      const missing = await commands.missing(true);
      if (wanted.is_on && missing.length > 0) throw new HoldfastError('invalid_request', missing.join(' '));
      await agents.putSetting({ key, value: { is_on: wanted.is_on } });
      isOn = wanted.is_on;
      return { is_on: isOn, missing };
    },
  };
}
