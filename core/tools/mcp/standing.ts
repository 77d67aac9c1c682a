import { pinOf } from './definition.ts';
import { lookAlike, type TakenName } from './look-alikes.ts';
import type { McpServer, McpTool } from './server.ts';

/**
 * How a tool stands: `ready` is offered and runs; `changed` is offered as it was approved and its calls are refused; the others are
 * not offered. `off`: its server is.
 */
export type ToolState = 'ready' | 'off' | 'quarantined' | 'changed' | 'gone' | 'refused';

export interface Standing {
  state: ToolState;
  /** For the owner; null where the state says it all. */
  reason: string | null;
}

export interface Surroundings {
  /** All servers, in the order in which the owner added them. */
  servers: readonly McpServer[];
  /** Names of Holdfast's own tools. */
  ourNames: readonly string[];
}

/** How a tool stands beside all others. Pure. */
export function standingOf(server: McpServer, tool: McpTool, around: Surroundings): Standing {
  if (tool.problem !== null) return { state: 'refused', reason: tool.problem };
  const alike = lookAlike(tool.name, namesBefore(server, tool, around));
  if (alike !== null) return { state: 'refused', reason: alike };
  if (!tool.approved) return { state: 'quarantined', reason: null };
  if (!tool.seen) return { state: 'gone', reason: 'The server does not offer it any more.' };
  if (pinOf(tool.seen) !== pinOf(tool.approved))
    return { state: 'changed', reason: 'The server describes it otherwise than when you approved it.' };
  return { state: server.isOn ? 'ready' : 'off', reason: null };
}

// what was approved comes first, so that nothing new can push it out
function namesBefore(server: McpServer, tool: McpTool, { servers, ourNames }: Surroundings): TakenName[] {
  const ours = ourNames.map((name) => ({ name, of: 'a tool of Holdfast', isOurs: true }));
  const all = servers.flatMap((each) => each.tools.map((other) => ({ server: each, other })));
  const at = all.findIndex(({ server: its, other }) => its.id === server.id && other.name === tool.name);
  const before = all.filter(({ other, server: its }, index) => {
    if (its.id === server.id && other.name === tool.name) return false;
    return tool.approved ? other.approved !== null && index < at : other.approved !== null || index < at;
  });
  return [
    ...ours,
    ...before.map(({ server: its, other }) => ({
      name: other.name,
      of: its.id === server.id ? 'another tool of the same server' : `a tool of “${its.name}”`,
      isOurs: false,
    })),
  ];
}

const prefix = 'mcp__';

/** The name under which a model calls a server's tool. */
export function modelNameOf(server: string, tool: string): string {
  return `${prefix}${server}__${tool.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
}

/** The server and tool of such a name; null for any other. Servers' names have no underscore. */
export function partsOfModelName(name: string): { server: string; tool: string } | null {
  const match = /^mcp__([A-Za-z0-9-]+)__(.+)$/.exec(name);
  return match?.[1] !== undefined && match[2] !== undefined ? { server: match[1], tool: match[2] } : null;
}
