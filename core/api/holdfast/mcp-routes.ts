import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { AddMcpServer } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Servers of the Model Context Protocol: the owner's to add, to compare and to switch. */
export function addMcpRoutes(app: Api, { mcp, host }: Pick<ApiDeps, 'mcp' | 'host'>): void {
  const mine = (caller: Caller) => requireOwner(caller, 'look after MCP servers');

  // a program runs with the owner's rights: the window's word alone, which a script in it could give, starts none
  async function confirm({ name, transport }: AddMcpServer, caller: Caller): Promise<void> {
    if (caller.kind !== 'window' || transport.type !== 'stdio') return;
    if (host === null) throw new HoldfastError('forbidden', 'programs are added at the desktop');
    const isAllowed = await host.allowProgram({ name, command: [transport.command, ...transport.args] });
    if (!isAllowed) throw new HoldfastError('aborted', 'the program was not allowed');
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
