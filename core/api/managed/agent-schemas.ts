import { z } from 'zod';
import { effort, type Metadata, metadata, metadataPatch } from './shared-schemas.ts';

/** Agents as the Managed Agents API defines them (its reference, section 3): what may be sent, and what is stored. */

export const permissionPolicy = z
  .object({ type: z.enum(['always_allow', 'always_ask', 'auto']) })
  .strict()
  .refine(
    (policy) => policy.type !== 'auto',
    'the policy "auto" is not offered here: use always_allow or always_ask',
  );

const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'letters, digits, _ and - only');

const toolConfigParams = z
  .object({
    name: toolName,
    type: z.string().optional(),
    enabled: z.boolean().nullish(),
    permission_policy: permissionPolicy.nullish(),
  })
  .strict();

const defaultConfigParams = z
  .object({ enabled: z.boolean().nullish(), permission_policy: permissionPolicy.nullish() })
  .strict();

const agentToolsetParams = z
  .object({
    type: z.literal('agent_toolset_20260401'),
    configs: z.array(toolConfigParams).max(256).optional(),
    default_config: defaultConfigParams.nullish(),
  })
  .strict();

const customToolParams = z
  .object({
    type: z.literal('custom'),
    name: toolName,
    description: z.string().max(10_000),
    input_schema: z.looseObject({ type: z.literal('object') }),
  })
  .strict();

const mcpToolsetParams = z
  .object({
    type: z.literal('mcp_toolset'),
    mcp_server_name: z.string().min(1).max(255),
    configs: z
      .array(toolConfigParams.extend({ name: z.string().regex(/^[A-Za-z0-9_./-]{1,128}$/) }))
      .max(256)
      .optional(),
    default_config: defaultConfigParams.nullish(),
  })
  .strict();

const toolParams = z.discriminatedUnion('type', [agentToolsetParams, mcpToolsetParams, customToolParams], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? 'only agent_toolset_20260401, mcp_toolset and custom tools are offered here'
      : undefined,
});

const none = (what: string) => z.array(z.unknown()).max(0, `${what} are not offered here yet`);

const modelParams = z.union([
  z
    .string()
    .min(1)
    .max(256)
    .transform((id): ModelConfig => ({ id })),
  z
    .object({
      id: z.string().min(1).max(256),
      effort: z.union([effort, z.object({ type: effort }).strict()]).nullish(),
      speed: z.enum(['standard', 'fast']).nullish(),
      inference_geo: z.string().max(64).nullish(),
    })
    .strict()
    .transform(
      ({ id, effort: level, speed, inference_geo }): ModelConfig => ({
        id,
        ...(level ? { effort: typeof level === 'string' ? { type: level } : level } : {}),
        ...(speed ? { speed } : {}),
        ...(inference_geo ? { inference_geo } : {}),
      }),
    ),
]);

export interface ModelConfig {
  id: string;
  effort?: { type: z.infer<typeof effort> };
  speed?: 'standard' | 'fast';
  inference_geo?: string;
}

export type PermissionPolicy = { type: 'always_allow' | 'always_ask' };

/** Resolved: every field present. `type` repeats the name, as in the reference. */
export interface ToolConfig {
  name: string;
  type: string;
  enabled: boolean;
  permission_policy: PermissionPolicy;
}

export type AgentTool =
  | {
      type: 'agent_toolset_20260401';
      configs: ToolConfig[];
      default_config: { enabled: boolean; permission_policy: PermissionPolicy };
    }
  | {
      type: 'mcp_toolset';
      mcp_server_name: string;
      configs: ToolConfig[];
      default_config: { enabled: boolean; permission_policy: PermissionPolicy };
    }
  | z.infer<typeof customToolParams>;

const tools = z
  .array(toolParams)
  .max(256)
  .superRefine((list, context) => {
    const names = list.map((tool) =>
      tool.type === 'custom'
        ? tool.name
        : tool.type === 'mcp_toolset'
          ? `${tool.type} ${tool.mcp_server_name}`
          : tool.type,
    );
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `${twice} is given twice` });
  })
  .transform((list): AgentTool[] => list.map(resolveTool));

function resolveTool(tool: z.infer<typeof toolParams>): AgentTool {
  if (tool.type === 'custom') return tool;
  const byDefault = {
    enabled: tool.default_config?.enabled ?? true,
    permission_policy: policyOf(tool.default_config?.permission_policy, {
      // the reference: what a server offers asks
      type: tool.type === 'mcp_toolset' ? 'always_ask' : 'always_allow',
    }),
  };
  const configs = (tool.configs ?? []).map((config) => ({
    name: config.name,
    type: config.name,
    enabled: config.enabled ?? byDefault.enabled,
    permission_policy: policyOf(config.permission_policy, byDefault.permission_policy),
  }));
  const resolved = { configs, default_config: byDefault };
  return tool.type === 'mcp_toolset'
    ? { type: tool.type, mcp_server_name: tool.mcp_server_name, ...resolved }
    : { type: tool.type, ...resolved };
}

function policyOf(given: { type: string } | null | undefined, otherwise: PermissionPolicy): PermissionPolicy {
  if (given?.type === 'always_ask') return { type: 'always_ask' };
  if (given?.type === 'always_allow') return { type: 'always_allow' };
  return otherwise;
}

const executionIdentity = z.object({ type: z.literal('service_account') }).strict();
const mcpServer = z
  .object({
    type: z.literal('url'),
    name: z.string().min(1).max(255),
    url: z.url({ protocol: /^https?$/ }).max(2048),
  })
  .strict();
export type McpServerReference = z.infer<typeof mcpServer>;
/** A reference to a server that the owner added under this address; it adds none. */
const mcpServers = z
  .array(mcpServer)
  .max(20)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'a name is given twice');
const skills = none('skills');
const name = z.string().trim().min(1).max(256);
const description = z.string().max(2048);
const system = z.string().max(100_000);

/** `POST /v1/agents`, resolved to the full definition. */
export const createAgentParams = z
  .object({
    name,
    model: modelParams,
    description: description.nullish(),
    system: system.nullish(),
    tools: tools.optional(),
    mcp_servers: mcpServers.optional(),
    skills: skills.optional(),
    multiagent: z.null('multi-agent is not offered here yet').optional(),
    metadata: metadata.optional(),
    execution_identity: executionIdentity.nullish(),
  })
  .strict()
  .transform(
    (given): AgentDefinition => ({
      name: given.name,
      model: given.model,
      description: given.description ?? null,
      system: given.system || null,
      tools: given.tools ?? [],
      mcp_servers: given.mcp_servers ?? [],
      skills: [],
      multiagent: null,
      metadata: given.metadata ?? {},
      execution_identity: { type: 'service_account' },
    }),
  );

export interface AgentDefinition {
  name: string;
  model: ModelConfig;
  description: string | null;
  system: string | null;
  tools: AgentTool[];
  mcp_servers: McpServerReference[];
  skills: never[];
  multiagent: null;
  metadata: Metadata;
  execution_identity: { type: 'service_account' };
}

/** An agent as stored and sent. */
export interface Agent extends AgentDefinition {
  id: string;
  type: 'agent';
  version: number;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
}

/** `POST /v1/agents/:id`: what is absent stays; arrays are replaced; metadata is patched (null deletes). */
export const updateAgentParams = z
  .object({
    version: z.number().int().min(1).optional(),
    name: name.optional(),
    model: modelParams.optional(),
    description: description.nullish(),
    system: system.nullish(),
    tools: tools.nullish(),
    mcp_servers: mcpServers.nullish(),
    skills: skills.nullish(),
    multiagent: z.null('multi-agent is not offered here yet').optional(),
    metadata: metadataPatch.nullish(),
    execution_identity: executionIdentity.nullish(),
  })
  .strict()
  .transform(({ version, ...given }) => {
    const patch: AgentPatch = {
      ...(given.name === undefined ? {} : { name: given.name }),
      ...(given.model === undefined ? {} : { model: given.model }),
      ...(given.description === undefined ? {} : { description: given.description }),
      ...(given.system === undefined ? {} : { system: given.system || null }),
      ...(given.tools === undefined ? {} : { tools: given.tools ?? [] }),
      ...(given.mcp_servers === undefined ? {} : { mcp_servers: given.mcp_servers ?? [] }),
      ...(given.metadata ? { metadata: given.metadata } : {}),
    };
    return { version, patch };
  });

export interface AgentPatch {
  name?: string;
  model?: ModelConfig;
  description?: string | null;
  system?: string | null;
  tools?: AgentTool[];
  mcp_servers?: McpServerReference[];
  metadata?: Record<string, string | null>;
}

export const agentOverrides = { model: modelParams, system: system.nullable(), tools, mcpServers, skills };
