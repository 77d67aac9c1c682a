import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { EditMcpServer, McpServer } from '../contract.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

type Program = Pick<EditMcpServer, 'transport'> & { name: string };
type Folder = { path: string };

/** Servers of the Model Context Protocol: the owner's to add, to compare and to switch. */
export function addMcpRoutes(app: Api, { deps: { mcp, host }, picks }: Pick<Parts, 'deps' | 'picks'>): void {
  const mine = (caller: Caller) => requireOwner(caller, 'look after MCP servers');

  // a program is the owner's to start: the window's word alone, which a script in it could give, starts none
  async function confirm(
    { name, transport }: Program,
    caller: Caller,
    known: readonly Folder[] = [],
  ): Promise<void> {
    if (caller.kind !== 'window' || transport?.type !== 'stdio') return;
    if (host === null) throw new HoldfastError('forbidden', 'programs are added at the desktop');
    const folders = transport.confinement === null ? null : (transport.confinement?.folders ?? []);
    const unchosen = folders?.find(
      ({ path }) => !picks.wasChosen(path) && !known.some((folder) => folder.path === path),
    );
    if (unchosen) throw new HoldfastError('pick_unknown', `${unchosen.path} was not chosen by the owner`);
    const command = [transport.command, ...transport.args];
    const isAllowed = await host.allowProgram({ name, command, folders });
    if (!isAllowed) throw new HoldfastError('aborted', 'the program was not allowed');
  }

  async function find(id: string): Promise<McpServer> {
    const found = (await mcp.list()).find((server) => server.id === id);
    if (!found) throw new HoldfastError('mcp_server_unknown', `There is no server ${id}.`);
    return found;
  }

  /** Folders that it has already were chosen then; what it may do in them is in the question. */
  async function confirmEdit(id: string, { name, transport }: EditMcpServer, caller: Caller): Promise<void> {
    const before = await find(id);
    const known = before.transport.type === 'stdio' ? before.transport.confinement?.folders : [];
    await confirm({ name: name ?? before.name, transport }, caller, known);
  }

  addEndpoint(app, 'listMcpServers', async ({ caller }) => {
    mine(caller);
    return { data: await mcp.list() };
  });
  addEndpoint(app, 'addMcpServer', async ({ body, caller }) => {
    mine(caller);
    await confirm(body, caller);
    return mcp.add(body);
  });
  addEndpoint(app, 'changeMcpServer', async ({ parameter, body, caller }) => {
    mine(caller);
    if (!('is_on' in body)) await confirmEdit(parameter('id'), body, caller);
    return mcp.change(parameter('id'), body);
  });
  addEndpoint(app, 'removeMcpServer', async ({ parameter, caller }) => {
    mine(caller);
    await mcp.remove(parameter('id'));
    return { ok: true };
  });
  addEndpoint(app, 'testMcpServer', async ({ parameter, caller, request }) => {
    mine(caller);
    return mcp.test(parameter('id'), request.signal);
  });
  addEndpoint(app, 'signInToMcpServer', async ({ parameter, body, caller }) => {
    mine(caller);
    const id = parameter('id');
    const { url, scope } = await mcp.beginSignIn(id, body);
    const server = await find(id);
    if (caller.kind !== 'window') return { server, authorization_url: url };
    // the page is opened by the desktop: the window never has its address
    if (host === null) throw new HoldfastError('forbidden', 'the browser is opened at the desktop');
    if (await host.openSignIn({ server: server.name, url, scope }))
      return { server, authorization_url: null };
    return { server: await mcp.cancelSignIn(id), authorization_url: null };
  });
  addEndpoint(app, 'cancelMcpSignIn', async ({ parameter, caller }) => {
    mine(caller);
    return mcp.cancelSignIn(parameter('id'));
  });
  addEndpoint(app, 'signOutOfMcpServer', async ({ parameter, caller }) => {
    mine(caller);
    return mcp.signOut(parameter('id'));
  });
  addEndpoint(app, 'acceptMcpTool', async ({ parameter, body, caller }) => {
    mine(caller);
    return mcp.accept(parameter('id'), parameter('tool'), body.pin);
  });
  addEndpoint(app, 'setMcpLabels', async ({ parameter, body, caller }) => {
    mine(caller);
    return mcp.setLabels(parameter('id'), parameter('tool'), body.labels);
  });
  addEndpoint(app, 'acceptMcpLabels', async ({ parameter, body, caller }) => {
    mine(caller);
    return mcp.acceptLabels(parameter('id'), body.tools);
  });
}
