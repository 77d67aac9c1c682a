import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { CharterPort } from '../api/index.ts';
import { HoldfastError, type Runtime } from '../base/index.ts';
import {
  agentSafetyOf,
  type CharterParts,
  composeCharter,
  productRules,
  productRulesVersion,
} from '../context/index.ts';

const version = z.object({
  version: z.number(),
  rules: z.array(z.string()),
  updated_at: z.string().nullable(),
});
const stored = version.extend({ history: z.array(version) });
type Stored = z.infer<typeof stored>;

const none: Stored = { version: 0, rules: [], updated_at: null, history: [] };
const mostVersionsKept = 200;
const mostAgentsShown = 200;

/** The owner's standing rules: a versioned setting, whose versions stay. */
export interface OwnerRules extends CharterPort {
  current(): Promise<CharterParts['ownerRules']>;
}

/** Makes it over the agents room, which keeps settings. Rules that cannot be read are an error: they must not silently be none. */
export function createOwnerRules(agents: Agents, runtime: Runtime): OwnerRules {
  const read = async (): Promise<Stored> => {
    const value = await agents.getSetting({ key: 'charter' });
    if (value === null) return none;
    const parsed = stored.safeParse(value);
    if (!parsed.success) throw new HoldfastError('internal', 'the stored standing rules cannot be read');
    return parsed.data;
  };
  const view = async ({ history, ...now }: Stored) => {
    const charter = composeCharter({ ownerRules: now, agentSafety: null });
    return {
      version: charter.version,
      sha256: charter.sha256,
      text: charter.text,
      product: { version: productRulesVersion, text: productRules },
      owner: now,
      history: [...history].reverse(),
      agents: await agentsWithSafety(now),
    };
  };
  const agentsWithSafety = async (ownerRules: Omit<Stored, 'history'>) => {
    const listed = await agents.listAgents({ includeArchived: false, limit: mostAgentsShown, offset: 0 });
    return listed.flatMap(({ id, definition }) => {
      const safety = agentSafetyOf(definition);
      if (safety === null || safety.trim() === '') return [];
      const { sha256, text } = composeCharter({ ownerRules, agentSafety: safety });
      const agent_name = typeof definition.name === 'string' ? definition.name : id;
      return [{ agent_id: id, agent_name, safety: safety.trim(), sha256, text }];
    });
  };
  return {
    async current() {
      const { version: number, rules } = await read();
      return { version: number, rules };
    },
    async get() {
      return view(await read());
    },
    async set({ rules, base_version }) {
      const before = await read();
      if (base_version !== undefined && base_version !== before.version)
        throw new HoldfastError(
          'conflict',
          `the standing rules are at version ${before.version}, not ${base_version}`,
        );
      const { history, ...previous } = before;
      const changed: Stored = {
        version: before.version + 1,
        rules: rules.map((rule) => rule.trim()),
        updated_at: new Date(runtime.clock.now()).toISOString(),
        history: [...history, previous].slice(-mostVersionsKept),
      };
      // refuses rules that no charter could be made of, before anything is stored
      const answer = await view(changed);
      await agents.putSetting({ key: 'charter', value: changed });
      return answer;
    },
  };
}
