import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, McpError, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { HoldfastError, type Logger } from '../../base/index.ts';
import type { EgressFetch } from '../../vault/index.ts';
import type { Connection, Wanted } from './connection.ts';
import { type ListedTool, readTools } from './definition.ts';
import { httpTransport } from './http-transport.ts';
import { limits } from './limits.ts';
import { stdioTransport } from './stdio-transport.ts';

// This file and what it imports hold the SDK: it is loaded when the first server is needed, not at the start.

export interface ConnectPorts {
  fetch: EgressFetch;
  logger: Logger;
  version: string;
}

const listPage = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
const callResult = z.looseObject({
  content: z.array(z.unknown()).optional(),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});

/**
 * Starts or reaches a server and agrees on a version. It is told of no capability: what it asks of us (sampling, elicitation, roots)
 * is answered with "method not found". Throws `mcp_connection_failed`, `mcp_authentication_failed`, `mcp_command_missing` and what
 * egress throws; nothing stays behind then.
 */
export async function connect(wanted: Wanted, ports: ConnectPorts, signal: AbortSignal): Promise<Connection> {
  const { transport, why } = transportOf(wanted, ports);
  const client = new Client({ name: 'holdfast', version: ports.version }, { capabilities: {} });
  let isOpen = true;
  let hasNews = false;
  client.onclose = () => {
    isOpen = false;
  };
  client.onerror = (error) => ports.logger.info(`MCP server ${wanted.name}`, error.message.slice(0, 500));
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    hasNews = true;
  });
  const failed = (caught: unknown) => toFailure(caught, wanted.name, why());
  const startMs = Math.max(wanted.timeoutMs, limits.connectMs);
  const request = { timeout: wanted.timeoutMs, maxTotalTimeout: wanted.timeoutMs };
  try {
    await client.connect(transport, { timeout: startMs, signal });
  } catch (caught) {
    await client.close();
    signal.throwIfAborted();
    throw failed(caught);
  }

  return {
    isOpen: () => isOpen,
    takeNews() {
      const news = hasNews;
      hasNews = false;
      return news;
    },
    async listTools(during) {
      const raw: unknown[] = [];
      const cursors = new Set<string>();
      try {
        for (let cursor: string | undefined; raw.length < limits.tools; ) {
          const params = cursor === undefined ? {} : { cursor };
          const page = await client.request({ method: 'tools/list', params }, listPage, {
            timeout: startMs,
            signal: during,
          });
          raw.push(...page.tools);
          cursor = page.nextCursor;
          // a server that leads in circles is at its end
          if (cursor === undefined || cursors.has(cursor) || cursors.size > limits.tools) break;
          cursors.add(cursor);
        }
        return unique(readTools(raw));
      } catch (caught) {
        during.throwIfAborted();
        throw failed(caught);
      }
    },
    async call(tool, input, during) {
      const params = { name: tool, arguments: input };
      try {
        return await client.request({ method: 'tools/call', params }, callResult, {
          ...request,
          signal: during,
        });
      } catch (caught) {
        during.throwIfAborted();
        if (caught instanceof McpError && !isOverFor(caught))
          return { content: [{ type: 'text', text: caught.message.slice(0, 2000) }], isError: true };
        throw failed(caught);
      }
    },
    async close() {
      isOpen = false;
      await client.close();
    },
  };
}

function transportOf(
  wanted: Wanted,
  { fetch, logger }: ConnectPorts,
): { transport: Transport; why(): string | null } {
  if (wanted.transport.type === 'http')
    return { transport: httpTransport(wanted.transport, fetch), why: () => null };
  const { command, args, environment } = wanted.transport;
  const transport = stdioTransport({ name: wanted.name, command, args, environment, logger });
  return { transport, why: transport.ending };
}

function unique(tools: readonly ListedTool[]): ListedTool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

/** An answer that says no is an answer; these two say that there was none. */
function isOverFor({ code }: McpError): boolean {
  return code === ErrorCode.RequestTimeout || code === ErrorCode.ConnectionClosed;
}

// what a server says of its own failure is its own text: cut, and never more than a reason
function toFailure(caught: unknown, name: string, ending: string | null): HoldfastError {
  if (caught instanceof HoldfastError) return caught;
  const detail = { server: name };
  if (caught instanceof StreamableHTTPError && (caught.code === 401 || caught.code === 403))
    return new HoldfastError(
      'mcp_authentication_failed',
      `The server answered with status ${caught.code}.`,
      detail,
    );
  if (caught instanceof McpError && caught.code === ErrorCode.RequestTimeout)
    return new HoldfastError('mcp_connection_failed', 'The server did not answer in time.', detail);
  const message = caught instanceof Error ? caught.message : String(caught);
  return new HoldfastError('mcp_connection_failed', (ending ?? message).slice(0, 500), detail);
}
