import { HoldfastError } from '../base/index.ts';
import { isHostOfTarget, type Target } from './address.ts';
import type { OpenCredential } from './vault.ts';

const prefix = 'hf-placeholder-';
const wholeValue = /^(?:(Bearer|Token) )?hf-placeholder-([a-z0-9][a-z0-9_-]{0,63})$/;
/** The only places a secret is ever put. */
const placesForSecrets: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

/** What a client sends where a secret belongs. */
export function placeholderFor(credential: string): string {
  return `${prefix}${credential}`;
}

/** True when a text has a placeholder in it, also percent-encoded once or twice. */
export function mentionsPlaceholder(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower.includes(prefix)) return true;
  if (!lower.includes('%')) return false;
  const once = decode(lower);
  return once.includes(prefix) || decode(once).includes(prefix);
}

function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)).toLowerCase(),
  );
}

export interface Substituted {
  headers: Headers;
  /** The one credential that was put in. */
  credential?: { name: string; value: string };
}

/**
 * A copy of `headers` with the placeholder replaced by its value. Throws `egress_placeholder_misplaced` when a
 * placeholder stands anywhere but as the whole of an Authorization or x-api-key header, or is not the one the
 * grant allows, or the target is not one of the credential's hosts; `credential_not_found` when there is no value.
 */
export async function substitute(
  headers: Headers,
  target: Target,
  allowed: string | undefined,
  resolve: (name: string) => Promise<OpenCredential | undefined>,
): Promise<Substituted> {
  const copy = new Headers(headers);
  let credential: Substituted['credential'];
  for (const [header, content] of headers) {
    if (!mentionsPlaceholder(header) && !mentionsPlaceholder(content)) continue;
    const match = placesForSecrets.has(header) ? wholeValue.exec(content) : null;
    const name = match?.[2];
    if (!match || name === undefined)
      throw misplaced(`in the header “${placesForSecrets.has(header) ? header : 'other'}”`, target);
    if (name !== allowed) throw misplaced('of a credential this grant does not name', target);
    const found = await resolve(name);
    if (!found)
      throw new HoldfastError('credential_not_found', `There is no credential “${name}”.`, {
        credential: name,
      });
    if (!found.hosts.some((entry) => isHostOfTarget(entry, target)))
      throw misplaced('for a host that is not the credential’s', target);
    copy.set(header, match[1] ? `${match[1]} ${found.value}` : found.value);
    credential = { name, value: found.value };
  }
  return { headers: copy, ...(credential && { credential }) };
}

/** The error for a placeholder on its way to where no secret belongs. */
export function misplaced(where: string, target: Target): HoldfastError {
  const { host, port } = target;
  return new HoldfastError(
    'egress_placeholder_misplaced',
    `A placeholder stood ${where}; nothing was sent to ${host}:${port}.`,
    {
      host,
      port,
    },
  );
}
