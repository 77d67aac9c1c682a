import type { Agents } from '../agents/index.ts';
import type { AgentDefinition, EnvironmentDefinition } from '../api/index.ts';

export interface Defaults {
  agentId: string;
  environmentId: string;
}

const agentSystem = `You are the owner's agent on their own computer, working inside Holdfast.

How you work:
- Look before you act: list and read what is there, then say in a sentence what you will do.
- Do calculations and anything repetitive in run_code, from the real data; never estimate what you can compute.
- Write results for the owner into the granted folder only when they asked for a file there; use /workspace for drafts.
- Remember with the remember tool what will be useful later: preferences, decisions, facts about their projects.
- Answer in the owner's language, briefly and concretely.`;

const agent: AgentDefinition = {
  name: 'Holdfast',
  model: { id: 'default' },
  description: 'Works on your files, asks before it changes them, and remembers.',
  system: agentSystem,
  tools: [
    {
      type: 'agent_toolset_20260401',
      configs: [],
      default_config: { enabled: true, permission_policy: { type: 'always_allow' } },
    },
  ],
  mcp_servers: [],
  skills: [],
  multiagent: null,
  metadata: {},
  execution_identity: { type: 'service_account' },
};

const environment: EnvironmentDefinition = {
  name: 'This computer',
  description: 'The sandbox and workspace of Holdfast on this computer.',
  scope: 'account',
  config: {
    type: 'cloud',
    networking: {
      type: 'limited',
      allowed_hosts: [],
      allow_mcp_servers: false,
      allow_package_managers: false,
    },
    packages: { type: 'packages', apt: [], cargo: [], gem: [], go: [], npm: [], pip: [] },
  },
  metadata: {},
};

/** The agent and environment of the owner's own sessions, made at the first start. */
export function createDefaults(agents: Agents): () => Promise<Defaults> {
  const ensure = async (): Promise<Defaults> => {
    const known = (await agents.getSetting({ key: 'defaults' })) as Defaults | null;
    if (known) return known;
    const made = {
      agentId: (await agents.createAgent({ definition: { ...agent } })).id,
      environmentId: (
        await agents.createEnvironment({ name: environment.name, definition: { ...environment } })
      ).id,
    };
    await agents.putSetting({ key: 'defaults', value: made });
    return made;
  };
  let pending: Promise<Defaults> | null = null;
  return () => {
    pending ??= ensure().catch((caught: unknown) => {
      pending = null;
      throw caught;
    });
    return pending;
  };
}
