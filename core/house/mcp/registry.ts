import { z } from 'zod';
import type { Agents } from '../../agents/index.ts';
import { canonicalJson, createInTurn, HoldfastError } from '../../base/index.ts';
import { type McpServer, mcpServer, type Surroundings } from '../../tools/index.ts';

const key = 'mcp_servers';
// one that cannot be read is not offered; the others stay
const stored = z.array(z.unknown()).transform((list) =>
  list.flatMap((each) => {
    const parsed = mcpServer.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  }),
);

/** The servers that the owner added, in that order, as they were last written. */
export interface McpRegistry {
  load(): Promise<void>;
  list(): readonly McpServer[];
  /** Throws `mcp_server_unknown`. */
  get(id: string): McpServer;
  add(server: McpServer): Promise<void>;
  /** Writes what `change` makes of a server, one change after the other; nothing where it makes no difference. */
  change(id: string, change: (server: McpServer, around: Surroundings) => McpServer): Promise<McpServer>;
  remove(id: string): Promise<void>;
  around(): Surroundings;
}

export function createMcpRegistry(
  agents: Pick<Agents, 'getSetting' | 'putSetting'>,
  ourNames: () => readonly string[],
): McpRegistry {
  let servers: readonly McpServer[] = [];

  const get = (id: string): McpServer => {
    const server = servers.find((each) => each.id === id);
    if (!server) throw new HoldfastError('mcp_server_unknown', `There is no server ${id}.`);
    return server;
  };
  const around = (): Surroundings => ({ servers, ourNames: ourNames() });

  // read, change and write belong together: two at once would lose one
  const inTurn = createInTurn();

  async function write(wanted: readonly McpServer[]): Promise<void> {
    await agents.putSetting({ key, value: wanted });
    servers = wanted;
  }

  return {
    list: () => servers,
    get,
    around,
    async load() {
      servers = stored.catch([]).parse((await agents.getSetting({ key })) ?? []);
    },
    add: (server) => inTurn(() => write([...servers, server])),
    change: (id, change) =>
      inTurn(async () => {
        const before = get(id);
        const after = change(before, around());
        if (canonicalJson(after) === canonicalJson(before)) return before;
        await write(servers.map((each) => (each.id === id ? after : each)));
        return after;
      }),
    remove: (id) => inTurn(() => write(servers.filter((each) => each.id !== get(id).id))),
  };
}
