import { HoldfastError } from '../../base/index.ts';
import type { McpServer, Wanted } from '../../tools/index.ts';
import { parseTarget, placeholderFor, programHost, type Vault } from '../../vault/index.ts';

/** Names of a server's secrets in the vault. Ids are lower case letters and digits, as the vault wants them. */
const tokenName = (serverId: string) => `mcp-${serverId.replaceAll('_', '-')}`;
const variableName = (serverId: string, at: number) => `${tokenName(serverId)}-${at}`;

export interface Secrets {
  token: string | null;
  /** By place in the environment. */
  variables: ReadonlyMap<number, string>;
}

export async function keepSecrets(
  vault: Vault,
  server: McpServer,
  { token, variables }: Secrets,
): Promise<void> {
  if (token !== null && server.transport.type === 'http')
    await vault.put(tokenName(server.id), token, [hostEntry(server.transport.url)]);
  for (const [at, value] of variables) await vault.put(variableName(server.id, at), value, [programHost]);
}

export async function removeSecrets(vault: Vault, server: McpServer): Promise<void> {
  if (server.transport.type === 'http') await vault.remove(tokenName(server.id));
  else
    for (const [at, { value }] of server.transport.environment.entries())
      if (value === null) await vault.remove(variableName(server.id, at));
}

/** How a server is reached. The value of a secret is in it only where the owner granted it to the program. Throws `vault_locked`. */
export async function resolveServer(vault: Vault, server: McpServer): Promise<Wanted> {
  const { name, timeoutMs, transport } = server;
  if (transport.type === 'http') {
    const { url, mayBePrivate, hasToken } = transport;
    const credential = hasToken ? tokenName(server.id) : null;
    return { name, timeoutMs, transport: { type: 'http', url, mayBePrivate, credential } };
  }
  const environment: Record<string, string> = {};
  for (const [at, variable] of transport.environment.entries()) {
    const secret = variableName(server.id, at);
    environment[variable.name] =
      variable.value ?? (variable.isGranted ? await openValue(vault, secret) : placeholderFor(secret));
  }
  const { command, args } = transport;
  return { name, timeoutMs, transport: { type: 'stdio', command, args, environment } };
}

async function openValue(vault: Vault, name: string): Promise<string> {
  const found = await vault.giveToProgram(name);
  if (found === null) throw new HoldfastError('credential_not_found', `There is no credential “${name}”.`);
  return found;
}

function hostEntry(address: string): string {
  const { scheme, host, port } = parseTarget(address);
  const name = host.includes(':') ? `[${host}]` : host;
  return scheme === 'https' && port === 443 ? name : `${name}:${port}`;
}
