import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isPrivateAddress, type Target } from './address.ts';
import { refused } from './grants.ts';
import { networkError } from './network-error.ts';

/** Addresses of a name. */
export type Lookup = (host: string) => Promise<string[]>;

/**
 * The addresses that a request may dial: asked for once, checked, and dialled as they are, so that a name which answers differently a
 * moment later gains nothing. One address of a private network, or of this machine, refuses the whole name, unless that was granted.
 */
export async function addressesOf(
  target: Target,
  network: 'public' | 'private',
  lookup: Lookup,
): Promise<string[]> {
  const addresses = isIP(target.host) ? [target.host] : await lookup(target.host);
  if (addresses.length === 0 || !addresses.every((address) => isIP(address) !== 0))
    throw refused(target, 'has no address');
  if (network === 'public' && addresses.some((address) => isPrivateAddress(address) || isOwnAddress(address)))
    throw refused(target, 'leads into a private network');
  return addresses;
}

/** What the system's resolver says. */
export async function lookupAddresses(host: string): Promise<string[]> {
  try {
    return (await systemLookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw networkError(error);
  }
}

/** A public address may be this machine's own, and whatever listens there was never meant for the agent. */
function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some(
    (all) => all?.some((own) => own.address === address) ?? false,
  );
}
