import { HoldfastError } from '../../base/index.ts';
import type { McpServer, Wanted } from '../../tools/index.ts';
import { parseTarget, placeholderFor, programHost, type Vault, type Vaults } from '../../vault/index.ts';

/** The name of a server's secret in the vault. Ids are lower case letters and digits, as the vault wants them. */
function secretName(serverId: string, slot: number | undefined): string {
  const name = `mcp-${serverId.replaceAll('_', '-')}`;
  return slot === undefined ? name : `${name}-${slot}`;
}

/** The names of all of a server's secrets. */
export function secretsOf({ id, transport }: McpServer): string[] {
  if (transport.type === 'http') return transport.hasToken ? [secretName(id, transport.tokenSlot)] : [];
  return transport.environment.flatMap(({ value, slot }, at) =>
    value === null ? [secretName(id, slot ?? at)] : [],
  );
}

/** Puts secrets into the vault, by their slots; undefined is the token of a new server. Throws `vault_locked`, `invalid_request`. */
export async function keepSecrets(
  vault: Vault,
  { id, transport }: McpServer,
  values: ReadonlyMap<number | undefined, string>,
): Promise<void> {
  const hosts = [transport.type === 'http' ? hostEntry(transport.url) : programHost];
  for (const [slot, value] of values) await vault.put(secretName(id, slot), value, hosts);
}

export async function removeSecrets(vault: Vault, names: readonly string[]): Promise<void> {
  for (const name of names) await vault.remove(name);
}

/** How a server is reached. The value of a secret is in it only where the owner granted it to the program. Throws `vault_locked`. */
export async function resolveServer(vault: Vault, server: McpServer): Promise<Wanted> {
  const { name, timeoutMs, transport } = server;
  if (transport.type === 'http') {
    const { url, mayBePrivate, hasToken, tokenSlot, signIn } = transport;
    const entered = hasToken ? secretName(server.id, tokenSlot) : null;
    const credential = signIn?.credentialId ?? entered;
    return { name, timeoutMs, transport: { type: 'http', url, mayBePrivate, credential } };
  }
  const environment: Record<string, string> = {};
  const granted: string[] = [];
  for (const [at, variable] of transport.environment.entries()) {
    const secret = secretName(server.id, variable.slot ?? at);
    const value = variable.isGranted ? await openValue(vault, secret) : null;
    if (value !== null) granted.push(value);
    environment[variable.name] = variable.value ?? value ?? placeholderFor(secret);
  }
  const { command, args, confinement } = transport;
  return { name, timeoutMs, transport: { type: 'stdio', command, args, environment, confinement, granted } };
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

/** With the token that one of the session's vaults has for a server's address, as its placeholder; it is renewed when it is put in. */
export async function withSessionsToken(
  wanted: Wanted,
  sessionId: string | null,
  vaults: Pick<Vaults, 'placeholderForServer'>,
): Promise<Wanted> {
  const { transport } = wanted;
  if (sessionId === null || transport.type !== 'http') return wanted;
  const placeholder = await vaults.placeholderForServer(sessionId, transport.url);
  return placeholder === null ? wanted : { ...wanted, transport: { ...transport, placeholder } };
}
