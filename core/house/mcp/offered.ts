import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import type { ToolPolicy } from '../../gate/index.ts';
import type { McpServer, OfferedTool, Tool } from '../../tools/index.ts';
import { parseTarget } from '../../vault/index.ts';

const policy = z.object({ type: z.string() }).nullish();
const config = z.object({ enabled: z.boolean().nullish(), permission_policy: policy });
const toolset = z.object({
  type: z.literal('mcp_toolset'),
  mcp_server_name: z.string(),
  default_config: config.nullish(),
  configs: z.array(config.extend({ name: z.string() })).nullish(),
});
const named = z.object({ name: z.string(), url: z.string() });
const agentParts = z.object({
  id: z.string().optional(),
  tools: z.array(z.unknown()).catch([]),
  mcp_servers: z.array(z.unknown()).catch([]),
});

export interface OfferInput {
  /** An agent as its session has it. */
  agent: Record<string, unknown>;
  /** The owner's own agent has every server. */
  isOwners: boolean;
  servers: readonly McpServer[];
  toolsOf(server: McpServer): Tool[];
}

/**
 * The servers' tools of a session. The owner's own agent has all that are switched on; any other has what its `mcp_toolset`s name:
 * a server of `mcp_servers` by its address, or one of the owner's by its name. What the owner did not add, nobody can bring in.
 */
export function offeredTools({ agent, isOwners, servers, toolsOf }: OfferInput): OfferedTool[] {
  const on = servers.filter((server) => server.isOn);
  if (isOwners) return on.flatMap((server) => toolsOf(server).map((tool) => ({ tool, policy: null })));
  const { tools, mcp_servers } = agentParts.parse({ tools: [], mcp_servers: [], ...agent });
  const byName = new Map(
    mcp_servers.flatMap((each) => {
      const parsed = named.safeParse(each);
      return parsed.success ? [[parsed.data.name, parsed.data.url] as const] : [];
    }),
  );
  return tools.flatMap((entry) => {
    const parsed = toolset.safeParse(entry);
    if (!parsed.success) return [];
    const url = byName.get(parsed.data.mcp_server_name);
    const server = on.find((each) =>
      url === undefined ? each.name === parsed.data.mcp_server_name : isAt(each, url),
    );
    if (!server) return [];
    // the name that a model calls begins with the server's own, which has no underscore: what follows is the tool's
    return toolsOf(server).flatMap((tool) => {
      const own = configOf(parsed.data, server, tool);
      return own.enabled ? [{ tool, policy: own.policy }] : [];
    });
  });
}

function configOf(
  entry: z.infer<typeof toolset>,
  server: McpServer,
  tool: Tool,
): { enabled: boolean; policy: ToolPolicy } {
  const name = tool.name.slice(`mcp__${server.name}__`.length);
  const own = entry.configs?.find((each) => each.name.replaceAll(/[^A-Za-z0-9_-]/g, '_') === name);
  const type = own?.permission_policy?.type ?? entry.default_config?.permission_policy?.type ?? 'always_ask';
  return {
    enabled: own?.enabled ?? entry.default_config?.enabled ?? true,
    // asking is the API's own default for servers
    policy: type === 'always_allow' || type === 'deny' ? type : 'always_ask',
  };
}

function isAt({ transport }: McpServer, url: string): boolean {
  if (transport.type !== 'http') return false;
  try {
    return parseTarget(transport.url).url.href === parseTarget(url).url.href;
  } catch (caught) {
    if (caught instanceof HoldfastError) return false;
    throw caught;
  }
}
