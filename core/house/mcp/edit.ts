import type { McpPort } from '../../api/index.ts';
import { HoldfastError } from '../../base/index.ts';
import type { McpServer } from '../../tools/index.ts';
import { parseTarget } from '../../vault/index.ts';

type Change = Parameters<McpPort['change']>[1];
export type Edit = Exclude<Change, { is_on: boolean }>;
type Stdio = Extract<McpServer['transport'], { type: 'stdio' }>;
type Http = Extract<McpServer['transport'], { type: 'http' }>;
type WantedOf<T extends 'stdio' | 'http'> = Extract<NonNullable<Edit['transport']>, { type: T }>;

/** A server as it is to be, and the secrets that were entered for it, by slot. */
export interface Edited {
  server: McpServer;
  secrets: ReadonlyMap<number, string>;
}

/**
 * The server with what the owner changed; pure. What was approved of its tools stays as it was: a tool that describes itself otherwise
 * from now on is refused by its pin. A tool that nobody approved yet is looked at anew where the server is another one. A new secret gets a
 * slot of its own, so that until the server is written the old one is whole. Throws `invalid_request`, `egress_address_invalid`.
 */
export function edited(before: McpServer, wanted: Edit, confinement: Stdio['confinement']): Edited {
  const secrets = new Map<number, string>();
  const server = {
    ...before,
    name: wanted.name ?? before.name,
    timeoutMs: wanted.timeout_ms ?? before.timeoutMs,
  };
  const { transport } = wanted;
  if (transport === undefined) return { server, secrets };
  if (transport.type === 'stdio' && before.transport.type === 'stdio')
    server.transport = program(before.transport, transport, confinement, secrets);
  else if (transport.type === 'http' && before.transport.type === 'http')
    server.transport = address(before.transport, transport, secrets);
  else
    throw new HoldfastError(
      'invalid_request',
      'A program does not become an address, nor the other way round: add another server.',
    );
  if (placeOf(server.transport) !== placeOf(before.transport))
    server.tools = before.tools.filter(({ approved }) => approved !== null);
  return { server, secrets };
}

/** True where calls would go elsewhere or by another name than a dialog that is open says. */
export function isElsewhere(before: McpServer, after: McpServer): boolean {
  return before.name !== after.name || placeOf(before.transport) !== placeOf(after.transport);
}

function placeOf(transport: McpServer['transport']): string {
  return JSON.stringify(transport.type === 'http' ? transport.url : [transport.command, ...transport.args]);
}

function program(
  before: Stdio,
  { command, args, environment }: WantedOf<'stdio'>,
  confinement: Stdio['confinement'],
  secrets: Map<number, string>,
): Stdio {
  const slots = new Map(
    before.environment.flatMap(({ name, value, slot }, at) => (value === null ? [[name, slot ?? at]] : [])),
  );
  let next = Math.max(-1, ...slots.values()) + 1;
  return {
    type: 'stdio',
    command,
    args,
    confinement,
    environment: environment.map(({ name, value, is_secret, is_granted }) => {
      if (!is_secret) return { name, value: value ?? '', isGranted: false };
      const slot = value === undefined ? slots.get(name) : next++;
      if (slot === undefined)
        throw new HoldfastError('invalid_request', `No secret ${name} is stored for this server: enter it.`);
      if (value !== undefined) secrets.set(slot, value);
      return { name, value: null, isGranted: is_granted, slot };
    }),
  };
}

function address(
  before: Http,
  { url, may_be_private, token }: WantedOf<'http'>,
  secrets: Map<number, string>,
): Http {
  const after = { type: 'http' as const, url: parseTarget(url).url.href, mayBePrivate: may_be_private };
  if (token !== undefined && token !== null) {
    const tokenSlot = (before.tokenSlot ?? 0) + 1;
    secrets.set(tokenSlot, token);
    return { ...after, hasToken: true, tokenSlot };
  }
  // a token is for one host alone: it is not sent to another because an address was typed
  const isKept = token === undefined && originOf(before.url) === originOf(after.url);
  const { tokenSlot, signIn } = before;
  return {
    ...after,
    hasToken: isKept && before.hasToken,
    ...(tokenSlot !== undefined && { tokenSlot }),
    ...(isKept && signIn && { signIn }),
  };
}

const originOf = (url: string) => parseTarget(url).url.origin;
