import { z } from 'zod';
import type { ToolPolicy } from '../gate/index.ts';
import type { SessionTools } from '../harness/index.ts';
import type { SessionRecord } from '../log/index.ts';
import type { ModelTool } from '../model/index.ts';
import { askUserDeclaration, declareTool, type Tool } from '../tools/index.ts';

const policy = z.object({ type: z.string() });
const config = z.object({
  name: z.string(),
  enabled: z.boolean().nullish(),
  permission_policy: policy.nullish(),
});
const toolset = z.object({
  type: z.literal('agent_toolset_20260401'),
  configs: z.array(config).nullish(),
  default_config: z.object({ enabled: z.boolean().nullish(), permission_policy: policy.nullish() }).nullish(),
});
const custom = z.object({
  type: z.literal('custom'),
  name: z.string(),
  description: z.string(),
  input_schema: z.record(z.string(), z.unknown()),
});
const agentTools = z.array(z.union([toolset, custom, z.object({ type: z.string() })]));

/**
 * The tools of a session as its agent's definition has them. A policy counts when it names the tool; the toolset's default
 * counts only when it asks: "always allow" by default leaves the decision to what each call would do.
 */
export function toolsOfSession(session: SessionRecord, all: readonly Tool[]): SessionTools {
  const entries = agentTools.catch([]).parse(session.agent.tools ?? []);
  const set = entries.find(
    (entry): entry is z.infer<typeof toolset> => entry.type === 'agent_toolset_20260401',
  );
  const customs = entries.filter((entry): entry is z.infer<typeof custom> => entry.type === 'custom');
  const configOf = (name: string) => set?.configs?.find((entry) => entry.name === name);
  const isEnabled = (name: string) =>
    set !== undefined && (configOf(name)?.enabled ?? set.default_config?.enabled ?? true);

  const enabled = all.filter((tool) => isEnabled(tool.name));
  const byName = new Map(enabled.map((tool) => [tool.name, tool]));
  const hasAskUser = isEnabled(askUserDeclaration.name);
  const declarations: ModelTool[] = [
    ...enabled.map(declareTool),
    ...(hasAskUser ? [askUserDeclaration] : []),
    ...customs.map(({ name, description, input_schema }) => ({ name, description, input_schema })),
  ];
  const customNames = new Set([
    ...customs.map((entry) => entry.name),
    ...(hasAskUser ? [askUserDeclaration.name] : []),
  ]);
  return {
    declarations,
    get: (name) => byName.get(name) ?? null,
    isCustom: (name) => customNames.has(name),
    policy: (name) =>
      policyOf(configOf(name)?.permission_policy?.type, set?.default_config?.permission_policy?.type),
  };
}

function policyOf(own: string | undefined, byDefault: string | undefined): ToolPolicy | null {
  if (own === 'always_ask' || own === 'always_allow') return own;
  return byDefault === 'always_ask' ? 'always_ask' : null;
}
