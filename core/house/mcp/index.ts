import type { Agents } from '../../agents/index.ts';
import type { McpPort } from '../../api/index.ts';
import { background, HoldfastError, type Logger, type Runtime } from '../../base/index.ts';
import type { DataPort } from '../../db/index.ts';
import { proposeLabels } from '../../gate/index.ts';
import {
  accepted,
  createConnections,
  createServerTools,
  described,
  labelled,
  type McpServer,
  type OfferedTool,
  skeletonOf,
  switched,
  type Tool,
  type ToolPorts,
  toolOf,
  withListing,
} from '../../tools/index.ts';
import { type Egress, parseTarget, type Vault } from '../../vault/index.ts';
import { onSessionDeleted } from '../deleted-sessions.ts';
import { offeredTools } from './offered.ts';
import { createMcpRegistry } from './registry.ts';
import { keepSecrets, removeSecrets, resolveServer } from './secrets.ts';
import { viewOf } from './view.ts';

export interface McpOptions {
  agents: Agents;
  data: Pick<DataPort, 'onNote'>;
  vault: Vault;
  egress: Pick<Egress, 'fetchFor'>;
  runtime: Runtime;
  logger: Logger;
  version: string;
  mounts: ToolPorts['mounts'];
  /** Holdfast's own tools: their names are taken. */
  ourNames(): readonly string[];
  /** Id of the owner's own agent. */
  ownAgentId(): Promise<string>;
  /** Told when something that the window shows changed. */
  tell(): void;
}

/** The owner's MCP servers: what they set, what runs, and what sessions get of it. */
export interface Mcp {
  port: McpPort;
  /** The servers' tools of a session, by its agent. */
  offered(agent: Record<string, unknown>): Promise<OfferedTool[]>;
  /** Tools of all servers that are on. */
  tools(): Tool[];
  /** Reads the settings anew: at the start, and when the database was restored. */
  load(): Promise<void>;
  close(): Promise<void>;
}

const serverName = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;

export function createMcp(options: McpOptions): Mcp {
  const { agents, vault, runtime, tell } = options;
  const registry = createMcpRegistry(agents, options.ourNames);
  const connecting = new Set<string>();
  const connections = createConnections({
    runtime,
    logger: options.logger,
    version: options.version,
    fetchFor: options.egress.fetchFor,
    wanted: (id) => resolveServer(vault, registry.get(id)),
    async observe(id, seen) {
      const at = runtime.clock.now();
      await registry.change(id, (server) =>
        'listed' in seen
          ? { ...withListing(server, seen.listed), check: { at, problem: null } }
          : { ...server, check: { at, problem: { code: seen.problem.code, message: seen.problem.message } } },
      );
      tell();
    },
  });
  const toolsOf = createServerTools({ connections, mounts: options.mounts, around: registry.around });
  onSessionDeleted(options.data, (sessionId) =>
    background(connections.endSession(sessionId), 'ending MCP servers', options.logger),
  );
  const view = (id: string) => viewOf(registry.get(id), registry.around(), connecting.has(id));

  async function test(id: string, signal: AbortSignal) {
    registry.get(id);
    connecting.add(id);
    tell();
    try {
      await connections.probe(id, signal);
    } catch (caught) {
      // why it failed was written down, and is what the owner reads
      if (!(caught instanceof HoldfastError)) throw caught;
    } finally {
      connecting.delete(id);
      tell();
    }
    return view(id);
  }

  async function changed(id: string, change: Parameters<typeof registry.change>[1]) {
    await registry.change(id, change);
    tell();
    return view(id);
  }

  const port: McpPort = {
    list: async () => registry.list().map(({ id }) => view(id)),
    async add(wanted) {
      refuseName(wanted.name, registry.list());
      const server = newServer(wanted, runtime);
      const { transport } = wanted;
      await keepSecrets(vault, server, {
        token: transport.type === 'http' ? (transport.token ?? null) : null,
        variables: new Map(
          transport.type === 'http'
            ? []
            : transport.environment.flatMap(({ is_secret, value }, at) => (is_secret ? [[at, value]] : [])),
        ),
      });
      await registry.add(server);
      return test(server.id, new AbortController().signal);
    },
    async change(id, { is_on }) {
      if (!is_on) await connections.endServer(id);
      return changed(id, (server, around) => switched(server, is_on, around));
    },
    async remove(id) {
      const server = registry.get(id);
      await connections.endServer(id);
      await registry.remove(id);
      await removeSecrets(vault, server);
      tell();
    },
    test,
    accept: (id, tool, pin) => changed(id, (server, around) => accepted(server, tool, pin, around)),
    setLabels: (id, tool, labels) => changed(id, (server) => labelled(server, tool, labels)),
    acceptLabels: (id, names) =>
      changed(id, (server) =>
        names.reduce((after, name) => {
          const { approved } = toolOf(after, name);
          return approved ? labelled(after, name, proposeLabels(described(approved)).labels) : after;
        }, server),
      ),
  };

  return {
    port,
    async offered(agent) {
      if (registry.list().every((server) => !server.isOn)) return [];
      const isOwners = agent.id === (await options.ownAgentId());
      return offeredTools({ agent, isOwners, servers: registry.list(), toolsOf });
    },
    tools: () => registry.list().flatMap(toolsOf),
    async load() {
      await connections.endAll();
      await registry.load();
    },
    close: connections.close,
  };
}

function refuseName(name: string, servers: readonly McpServer[]): void {
  if (!serverName.test(name))
    throw new HoldfastError(
      'mcp_name_refused',
      `“${name}” holds something else than letters, digits and hyphens.`,
    );
  const other = servers.find((each) => skeletonOf(each.name) === skeletonOf(name));
  if (other)
    throw new HoldfastError(
      'mcp_name_refused',
      `“${name}” looks like “${other.name}”, which is there already.`,
    );
}

function newServer(
  { name, transport, timeout_ms }: Parameters<McpPort['add']>[0],
  runtime: Runtime,
): McpServer {
  return {
    id: runtime.ids.next('mcp'),
    name,
    transport:
      transport.type === 'http'
        ? {
            type: 'http',
            url: parseTarget(transport.url).url.href,
            mayBePrivate: transport.may_be_private,
            hasToken: transport.token !== undefined,
          }
        : {
            type: 'stdio',
            command: transport.command,
            args: transport.args,
            environment: transport.environment.map((each) => ({
              name: each.name,
              value: each.is_secret ? null : each.value,
              isGranted: each.is_secret && each.is_granted,
            })),
          },
    timeoutMs: timeout_ms,
    isOn: false,
    createdAt: runtime.clock.now(),
    tools: [],
    check: null,
  };
}
