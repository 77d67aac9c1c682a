import { canonicalJson, HoldfastError } from '../../base/index.ts';
import type { ToolLabels } from '../../gate/index.ts';
import { type ListedTool, pinOf } from './definition.ts';
import type { McpServer, McpTool } from './server.ts';
import { type Surroundings, standingOf } from './standing.ts';

/** What the server said now beside what is known of it. Nothing that was approved changes by it. */
export function withListing(server: McpServer, listed: readonly ListedTool[]): McpServer {
  const byName = new Map(listed.map((each) => [each.name, each]));
  const known = server.tools.flatMap((tool): McpTool[] => {
    const now = byName.get(tool.name);
    byName.delete(tool.name);
    if (now) return [{ ...tool, seen: now.definition, problem: now.problem }];
    return tool.approved ? [{ ...tool, seen: null, problem: null }] : [];
  });
  const added = [...byName.values()].map(
    (now): McpTool => ({
      name: now.name,
      approved: null,
      seen: now.definition,
      problem: now.problem,
      labels: null,
    }),
  );
  return { ...server, tools: [...known, ...added] };
}

/** Switches a server on or off. Switching on approves what it shows now and was never approved, except what is refused. */
export function switched(server: McpServer, isOn: boolean, around: Surroundings): McpServer {
  let after = { ...server, isOn };
  if (!isOn) return after;
  // one after the other, so that of two that look alike only the first gets in
  for (const { name } of server.tools) {
    const tool = after.tools.find((each) => each.name === name);
    if (tool?.approved !== null || tool.seen === null) continue;
    const { state } = standingOf(after, tool, { ...around, servers: replaced(around.servers, after) });
    if (state === 'quarantined') after = withTool(after, { ...tool, approved: tool.seen });
  }
  return after;
}

/** Approves one tool as the owner saw it: `pin` is of what was shown. Throws `conflict` when the server says something else by now. */
export function accepted(server: McpServer, name: string, pin: string, around: Surroundings): McpServer {
  const tool = toolOf(server, name);
  const { state, reason } = standingOf(server, tool, around);
  if (state === 'refused') throw new HoldfastError('mcp_tool_refused', reason ?? 'The tool is refused.');
  if (!tool.seen) throw new HoldfastError('mcp_tool_unknown', `The server has no tool “${name}” any more.`);
  if (pinOf(tool.seen) !== pin)
    throw new HoldfastError('conflict', 'The server changed the tool again since it was shown.');
  const before = tool.approved?.inputSchema;
  // labels name arguments: with other arguments they say nothing
  const keepsLabels = before !== undefined && canonicalJson(before) === canonicalJson(tool.seen.inputSchema);
  return withTool(server, { ...tool, approved: tool.seen, labels: keepsLabels ? tool.labels : null });
}

/** Sets a tool's labels; null takes them back to the worst. */
export function labelled(server: McpServer, name: string, labels: ToolLabels | null): McpServer {
  return withTool(server, { ...toolOf(server, name), labels });
}

/** Throws `mcp_tool_unknown`. */
export function toolOf(server: McpServer, name: string): McpTool {
  const tool = server.tools.find((each) => each.name === name);
  if (!tool) throw new HoldfastError('mcp_tool_unknown', `“${server.name}” has no tool “${name}”.`);
  return tool;
}

function withTool(server: McpServer, tool: McpTool): McpServer {
  return { ...server, tools: server.tools.map((each) => (each.name === tool.name ? tool : each)) };
}

function replaced(servers: readonly McpServer[], server: McpServer): McpServer[] {
  return servers.map((each) => (each.id === server.id ? server : each));
}
