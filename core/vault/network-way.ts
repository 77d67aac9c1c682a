import { rootCertificates } from 'node:tls';
import { HoldfastError } from '../base/index.ts';
import { parseTarget } from './address.ts';

/** How this machine reaches the internet, where it is not the plain way. */
export interface NetworkWay {
  /** An HTTP proxy for everything that is not on this machine's own network: `http://host:port`. */
  proxy: string | null;
  /** Certificate authorities, as PEM, that count besides the usual ones; empty: the usual ones alone. */
  certificates: readonly string[];
}

export const plainWay: NetworkWay = { proxy: null, certificates: [] };

/** Reads the owner's settings. Throws `egress_address_invalid` or `invalid_request`. */
export function readNetworkWay(given: { proxy: string | null; certificates: string | null }): NetworkWay {
  const proxy = given.proxy === null ? null : parseTarget(given.proxy).url.origin;
  const own =
    given.certificates?.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (given.certificates !== null && own.length === 0)
    throw new HoldfastError('invalid_request', 'There is no certificate (PEM) in it.');
  return { proxy, certificates: own.length === 0 ? [] : [...rootCertificates, ...own] };
}

/** For the owner: what of the way weakens the checks; empty for the plain one. */
export function weaknessesOf(way: NetworkWay): string[] {
  return [
    ...(way.proxy === null
      ? []
      : [
          `Requests leave through the proxy ${way.proxy}: it finds the addresses of hosts, so Holdfast cannot check that a name leads into no private network.`,
        ]),
    ...(way.certificates.length === 0
      ? []
      : [
          'Certificates of your own authority are accepted: who holds it can read everything that is sent, keys too.',
        ]),
  ];
}
