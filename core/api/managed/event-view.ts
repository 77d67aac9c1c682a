import { type EventOf, isHoldfastEvent, type SessionEvent, withoutHoldfast } from '../../events/index.ts';
import { partsOfModelName } from '../../tools/index.ts';
import type { LogPort } from '../ports.ts';

/**
 * Calls of MCP servers are ordinary calls here, so that approvals, budgets and recovery know one kind; the Managed Agents API has
 * events of their own for them.
 */
type McpUse = Omit<EventOf<'agent.tool_use'>, 'type' | 'holdfast'> & {
  type: 'agent.mcp_tool_use';
  mcp_server_name: string;
};
type McpResult = Omit<EventOf<'agent.tool_result'>, 'type' | 'holdfast' | 'tool_use_id'> & {
  type: 'agent.mcp_tool_result';
  mcp_tool_use_id: string;
};
export type EventOnWire = SessionEvent | McpUse | McpResult;

/**
 * How a client sees a session's events: null for those that are Holdfast's own, unless it asked for `?holdfast=true`; it then gets
 * every event as it is kept. One view for each answer or stream: it remembers the calls that went by.
 */
export function createEventView(
  log: Pick<LogPort, 'getEvent'>,
  sessionId: string,
  withExtras: boolean,
): (event: SessionEvent) => Promise<EventOnWire | null> {
  const isMcp = new Map<string, boolean>();
  async function answersMcp(useId: string): Promise<boolean> {
    const known = isMcp.get(useId);
    if (known !== undefined) return known;
    const { event } = await log.getEvent({ sessionId, eventId: useId });
    const answer = event.type === 'agent.tool_use' && partsOfModelName(event.name) !== null;
    isMcp.set(useId, answer);
    return answer;
  }
  return async (event) => {
    if (withExtras) return event;
    if (isHoldfastEvent(event)) return null;
    if (event.type === 'agent.tool_use') {
      const parts = partsOfModelName(event.name);
      isMcp.set(event.id, parts !== null);
      if (!parts) return withoutHoldfast(event);
      const { holdfast: _, ...rest } = event;
      return { ...rest, type: 'agent.mcp_tool_use', name: parts.tool, mcp_server_name: parts.server };
    }
    if (event.type === 'agent.tool_result' && (await answersMcp(event.tool_use_id))) {
      const { holdfast: _, tool_use_id, ...rest } = event;
      return { ...rest, type: 'agent.mcp_tool_result', mcp_tool_use_id: tool_use_id };
    }
    return withoutHoldfast(event);
  };
}

const keptAs: Readonly<Record<string, string>> = {
  'agent.mcp_tool_use': 'agent.tool_use',
  'agent.mcp_tool_result': 'agent.tool_result',
};

/** Types that a client asks for, as they are kept. */
export function keptTypes(types: readonly string[]): string[] {
  return [...new Set(types.map((type) => keptAs[type] ?? type))];
}

export function wantsExtras(url: URL): boolean {
  return url.searchParams.get('holdfast') === 'true';
}
