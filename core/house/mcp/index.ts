import type { Agents } from '../../agents/index.ts';
import type { McpPort } from '../../api/index.ts';
import { background, HoldfastError, type Logger, type Runtime } from '../../base/index.ts';
import type { DataPort } from '../../db/index.ts';
import { proposeLabels } from '../../gate/index.ts';
import type { HostCommands } from '../../sandbox/index.ts';
import {
  accepted,
  createConnections,
  createServerTools,
  described,
  labelled,
  type McpServer,
  modelNameOf,
  type OfferedTool,
  partsOfModelName,
  skeletonOf,
  switched,
  type Tool,
  type ToolPorts,
  toolOf,
  withListing,
} from '../../tools/index.ts';
import { type Egress, parseTarget, type SafePort, type Vault, type Vaults } from '../../vault/index.ts';
import { onSessionDeleted } from '../deleted-sessions.ts';
import { type Edit, edited, isElsewhere } from './edit.ts';
import { offeredTools } from './offered.ts';
import { createMcpRegistry } from './registry.ts';
import { keepSecrets, removeSecrets, resolveServer, secretsOf, withSessionsToken } from './secrets.ts';
import { createSignInFlows, forget } from './sign-in.ts';
import { viewOf } from './view.ts';

export interface McpOptions {
  agents: Agents;
  data: Pick<DataPort, 'onNote'>;
  vault: Vault;
  vaults: Pick<Vaults, 'placeholderForServer' | 'save' | 'list' | 'keepSignIn' | 'removeCredential'>;
  safe: Pick<SafePort, 'call'>;
  egress: Pick<Egress, 'fetchFor'>;
  runtime: Runtime;
  logger: Logger;
  version: string;
  mounts: ToolPorts['mounts'];
  confine: HostCommands['confine'];
  /** The real path of a folder that a program may be given. Throws `folder_missing`, `folder_refused`. */
  resolveFolder(path: string): Promise<string>;
  /** Holdfast's own tools: their names are taken. */
  ourNames(): readonly string[];
  /** Names of the tools whose calls wait for the owner's answer. */
  waitingTools(): Promise<readonly string[]>;
  /** Ends what sessions were permitted of the tools that begin so. */
  endPermissions(toolPrefix: string): Promise<void>;
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
  const editing = new Set<string>();
  const connections = createConnections({
    runtime,
    logger: options.logger,
    version: options.version,
    fetchFor: options.egress.fetchFor,
    confine: options.confine,
    wanted: async (id, sessionId) =>
      withSessionsToken(await resolveServer(vault, registry.get(id)), sessionId, options.vaults),
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
  const signIns = createSignInFlows({
    ...options,
    registry,
    async onChanged(id) {
      await connections.endServer(id);
      await test(id, new AbortController().signal);
    },
  });
  const view = (id: string) =>
    viewOf(registry.get(id), registry.around(), {
      isConnecting: connecting.has(id),
      signIn: signIns.standing(id),
    });

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

  /** A kill in between leaves the old server whole, or the new one; at worst a secret that nothing refers to. */
  async function edit(id: string, wanted: Edit) {
    const before = registry.get(id);
    if (editing.has(id)) throw new HoldfastError('conflict', 'The server is being changed already.');
    editing.add(id);
    try {
      if (wanted.name !== undefined)
        refuseName(
          wanted.name,
          registry.list().filter((each) => each.id !== id),
        );
      const confinement = wanted.transport
        ? await confinementOf(wanted.transport, options.resolveFolder)
        : null;
      const { server, secrets } = edited(before, wanted, confinement);
      if (isElsewhere(before, server)) {
        await refuseWhileWaiting(before);
        // whoever comes back from the browser now was somewhere else
        await signIns.cancel(id);
        await options.endPermissions(modelNameOf(before.name, ''));
      }
      await keepSecrets(vault, server, secrets);
      const { name, transport, timeoutMs } = server;
      await registry.change(id, (now) => ({
        // what it listed meanwhile stays
        ...now,
        name,
        transport,
        timeoutMs,
        tools: now.tools.filter(
          (tool) => tool.approved || server.tools.some((each) => each.name === tool.name),
        ),
      }));
      await connections.endServer(id);
      // what was allowed while it was written was allowed there
      if (isElsewhere(before, server)) await options.endPermissions(modelNameOf(before.name, ''));
      const gone = before.transport.type === 'http' ? before.transport.signIn : undefined;
      const isGone = gone && !(server.transport.type === 'http' && server.transport.signIn);
      if (isGone) await forget(gone, options.vaults);
      const kept = secretsOf(server);
      await removeSecrets(
        vault,
        secretsOf(before).filter((each) => !kept.includes(each)),
      );
    } finally {
      editing.delete(id);
    }
    return test(id, new AbortController().signal);
  }

  // a dialog says where the call goes: it is not answered for another place
  async function refuseWhileWaiting({ name }: McpServer): Promise<void> {
    const waiting = (await options.waitingTools()).filter((tool) => partsOfModelName(tool)?.server === name);
    if (waiting.length > 0)
      throw new HoldfastError(
        'mcp_server_waited_for',
        `${waiting.length === 1 ? 'A call' : `${waiting.length} calls`} of “${name}” wait${waiting.length === 1 ? 's' : ''} for an answer.`,
      );
  }

  const port: McpPort = {
    list: async () => registry.list().map(({ id }) => view(id)),
    async add(wanted) {
      refuseName(wanted.name, registry.list());
      const server = newServer(wanted, await confinementOf(wanted.transport, options.resolveFolder), runtime);
      await keepSecrets(vault, server, enteredSecrets(wanted));
      await registry.add(server);
      return test(server.id, new AbortController().signal);
    },
    async change(id, wanted) {
      if (!('is_on' in wanted)) return edit(id, wanted);
      const { is_on } = wanted;
      if (!is_on) await connections.endServer(id);
      return changed(id, (server, around) => switched(server, is_on, around));
    },
    async remove(id) {
      const server = registry.get(id);
      await signIns.cancel(id);
      await connections.endServer(id);
      // a later server of this name was never permitted anything
      await options.endPermissions(modelNameOf(server.name, ''));
      await registry.remove(id);
      await removeSecrets(vault, secretsOf(server));
      if (server.transport.type === 'http' && server.transport.signIn)
        await forget(server.transport.signIn, options.vaults);
      tell();
    },
    test,
    beginSignIn: signIns.begin,
    async cancelSignIn(id) {
      await signIns.cancel(id);
      return view(id);
    },
    async signOut(id) {
      await signIns.signOut(id);
      return view(id);
    },
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
    async close() {
      await signIns.close();
      await connections.close();
    },
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

type Confinement = Extract<McpServer['transport'], { type: 'stdio' }>['confinement'];

// without a word about it a program is confined; where nothing can, it does not start, and its card says why
async function confinementOf(
  transport: NonNullable<Edit['transport']>,
  resolveFolder: McpOptions['resolveFolder'],
): Promise<Confinement> {
  if (transport.type === 'http' || transport.confinement === null) return null;
  const folders = await Promise.all(
    (transport.confinement?.folders ?? []).map(async ({ path, access }) => ({
      path: await resolveFolder(path),
      access,
    })),
  );
  return { folders };
}

function enteredSecrets({ transport }: Parameters<McpPort['add']>[0]): Map<number | undefined, string> {
  if (transport.type === 'http') return new Map(transport.token ? [[undefined, transport.token]] : []);
  return new Map(
    transport.environment.flatMap(({ is_secret, value }, at) => (is_secret ? [[at, value]] : [])),
  );
}

function newServer(
  { name, transport, timeout_ms }: Parameters<McpPort['add']>[0],
  confinement: Confinement,
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
            confinement,
          },
    timeoutMs: timeout_ms,
    isOn: false,
    createdAt: runtime.clock.now(),
    tools: [],
    check: null,
  };
}
