import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { SettingsPort } from '../api/index.ts';
import { HoldfastError } from '../base/index.ts';
import type { ToolPolicy } from '../gate/index.ts';
import type { Tool } from '../tools/index.ts';

type Settings = Awaited<ReturnType<SettingsPort['get']>>;

const usual: Settings = {
  theme: 'system',
  close_behaviour: 'ask',
  notifications: true,
  approval_timeout_minutes: null,
  language: 'system',
};
const stored = z
  .object({
    theme: z.enum(['system', 'light', 'dark']),
    close_behaviour: z.enum(['ask', 'tray', 'stop']),
    notifications: z.boolean(),
    approval_timeout_minutes: z.number().int().min(1).nullable(),
    language: z.string(),
  })
  .partial();
const policies = z.record(z.string(), z.enum(['always_allow', 'always_ask', 'auto', 'deny']));

/** The owner's preferences and what they set for single tools. */
export interface OwnerSettings extends Omit<SettingsPort, 'status'> {
  policyOf(tool: string): Promise<ToolPolicy | null>;
}

/** Makes it over the agents room, which keeps settings. Malformed stored settings count as unset. */
export function createSettings(agents: Agents, tools: () => readonly Tool[]): OwnerSettings {
  const get = async (): Promise<Settings> => ({
    ...usual,
    ...stored.catch({}).parse((await agents.getSetting({ key: 'window' })) ?? {}),
  });
  const allPolicies = async () =>
    policies.catch({}).parse((await agents.getSetting({ key: 'tool_policies' })) ?? {});
  const infoOf = (tool: Tool, policy: ToolPolicy | undefined) => ({
    name: tool.name,
    description: tool.description,
    recovery: tool.labels.recovery,
    reversibility: tool.labels.reversibility,
    effect: tool.labels.effect,
    policy: policy ?? ('default' as const),
  });
  return {
    get,
    async change(patch) {
      const changed = { ...(await get()), ...patch };
      await agents.putSetting({ key: 'window', value: changed });
      return changed;
    },
    async tools() {
      const known = await allPolicies();
      return tools().map((tool) => infoOf(tool, known[tool.name]));
    },
    async setToolPolicy(name, policy) {
      const tool = tools().find((candidate) => candidate.name === name);
      if (!tool) throw new HoldfastError('tool_unknown', `no tool ${name}`);
      const { [name]: _, ...others } = await allPolicies();
      const chosen = policy === 'default' ? undefined : policy;
      const value = chosen === undefined ? others : { ...others, [name]: chosen };
      await agents.putSetting({ key: 'tool_policies', value });
      return infoOf(tool, chosen);
    },
    async policyOf(tool) {
      return (await allPolicies())[tool] ?? null;
    },
  };
}
