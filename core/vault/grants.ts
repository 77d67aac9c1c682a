import { HoldfastError, type Runtime } from '../base/index.ts';
import { looksPrivate, normaliseHost, type Target } from './address.ts';

export interface EgressGrantInput {
  /** Absent: a new one. */
  id?: string | undefined;
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** The one credential whose placeholder may be replaced on the way there. */
  credential?: string | undefined;
  /** For the owner: why this door is open. */
  reason: string;
  /**
   * `private`: the host may be on this machine or its own network. `public`: a name that leads there is refused.
   * Default: by the looks of the host.
   */
  network?: 'public' | 'private';
  /** `pass` for a model's endpoint: a conversation may quote a placeholder. It is never replaced in a body. */
  placeholdersInBody?: 'refuse' | 'pass';
}

export interface EgressGrant {
  id: string;
  scheme: 'http' | 'https';
  /** Normalised. */
  host: string;
  port: number;
  credential: string | null;
  reason: string;
  network: 'public' | 'private';
  placeholdersInBody: 'refuse' | 'pass';
  /** RFC 3339. */
  created_at: string;
}

export interface Grants {
  grant(input: EgressGrantInput): EgressGrant;
  revoke(id: string): boolean;
  list(): EgressGrant[];
  /** The grant that covers a target; throws `egress_refused` when there is none. */
  require(target: Target): EgressGrant;
}

/**
 * The doors that are open, each for exactly one scheme, host and port; no wildcards. The newest grant for a target
 * replaces the one before, so that a change of credential takes effect at once.
 */
export function createGrants(runtime: Runtime): Grants {
  const byTarget = new Map<string, EgressGrant>();
  const keyOf = (scheme: string, host: string, port: number) => `${scheme}://${host} ${port}`;
  return {
    grant(input) {
      if (!Number.isInteger(input.port) || input.port < 1 || input.port > 65_535) {
        throw new HoldfastError('egress_address_invalid', `${input.port} is not a port.`);
      }
      const host = normaliseHost(input.host);
      const grant: EgressGrant = {
        id: input.id ?? runtime.ids.next('egrant'),
        scheme: input.scheme,
        host,
        port: input.port,
        credential: input.credential ?? null,
        reason: input.reason,
        network: input.network ?? (looksPrivate(host) ? 'private' : 'public'),
        placeholdersInBody: input.placeholdersInBody ?? 'refuse',
        created_at: new Date(runtime.clock.now()).toISOString(),
      };
      byTarget.set(keyOf(grant.scheme, host, grant.port), grant);
      return { ...grant };
    },
    revoke(id) {
      const found = [...byTarget].find(([, grant]) => grant.id === id);
      return found ? byTarget.delete(found[0]) : false;
    },
    list: () => [...byTarget.values()].map((grant) => ({ ...grant })),
    require(target) {
      const grant = byTarget.get(keyOf(target.scheme, target.host, target.port));
      if (!grant) throw refused(target, 'is not granted');
      return grant;
    },
  };
}

/** The error for a target that may not be reached. */
export function refused(target: Target, why: string): HoldfastError {
  const { scheme, host, port } = target;
  return new HoldfastError('egress_refused', `${scheme}://${host}:${port} ${why}.`, { scheme, host, port });
}
