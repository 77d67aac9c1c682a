import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { HoldfastError } from '../base/index.ts';

/** Where a request goes, in the one form that everything compares. */
export interface Target {
  scheme: 'http' | 'https';
  /** Lower case ASCII name without a trailing dot, dotted IPv4, or IPv6 without brackets. */
  host: string;
  port: number;
  /** The address to dial, already in that form. */
  url: URL;
}

/**
 * Reads an address as it will be dialled. Refuses (`egress_address_invalid`) everything on which parsers disagree:
 * control characters and white space anywhere, backslashes, user names, schemes other than http and https. Decimal,
 * octal, hexadecimal and IPv4-mapped IPv6 forms become dotted IPv4, international names become ASCII.
 */
export function parseTarget(address: string): Target {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is refused
  if (/[\u0000-\u0020\u007f-\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff]/.test(address)) {
    throw refuse('has white space or control characters in it');
  }
  if (address.includes('\\')) throw refuse('has a backslash in it');
  if (!/^https?:\/\/[^/]/i.test(address)) throw refuse('does not begin with http:// or https:// and a host');
  if (/^https?:\/\/[^/?#]*@/i.test(address)) throw refuse('has a user name in it');
  const url = parseUrl(address);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const host = normaliseHost(url.hostname);
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  if (port === 0) throw refuse('has port 0');
  url.hostname = isIPv6(host) ? `[${host}]` : host;
  url.hash = '';
  return { scheme, host, port, url };
}

function parseUrl(address: string): URL {
  try {
    return new URL(address);
  } catch {
    // the parser's message quotes the address, which may hold what should not be repeated
    throw refuse('is not an address');
  }
}

/** The comparable form of a host, as `Target.host`. Throws `egress_address_invalid`. */
export function normaliseHost(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host.replace(/\.$/, '');
  const name = bare.includes(':')
    ? unmapIpv4(parseUrl(`http://[${bare}]/`).hostname.slice(1, -1))
    : parseName(bare);
  if (name === '' || name.length > 253 || name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
    throw refuse('has no valid host');
  }
  return name;
}

function parseName(bare: string): string {
  if (!/^[^/?#@:[\]\\\s]+$/.test(bare)) throw refuse('has no valid host');
  return parseUrl(`http://${bare}/`).hostname;
}

function unmapIpv4(ipv6: string): string {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ipv6);
  return mapped ? dotted(mapped[1], mapped[2]) : ipv6;
}

function dotted(high = '0', low = '0'): string {
  const [left, right] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [left >> 8, left & 255, right >> 8, right & 255].join('.');
}

/** `host` for https on its usual port, or `host:port`, normalised; `*.` in front stays. Throws `egress_address_invalid`. */
export function parseCredentialHost(entry: string): string {
  if (entry.startsWith('*.')) return `*.${parseCredentialHost(entry.slice(2))}`;
  const target = parseTarget(`https://${entry}`);
  if (target.url.pathname !== '/' || target.url.search !== '') throw refuse('is not a host');
  const host = isIPv6(target.host) ? `[${target.host}]` : target.host;
  return target.port === 443 ? host : `${host}:${target.port}`;
}

/**
 * True when a credential's host entry (as `parseCredentialHost` gives it) names exactly this target, or, where it begins with `*.`, a
 * name below it.
 */
export function isHostOfTarget(entry: string, target: Target): boolean {
  if (entry.startsWith('*.')) {
    const below = target.host.indexOf('.');
    return below > 0 && target.host.endsWith(entry.split(':')[0]?.slice(1) ?? '') && isPortOf(entry, target);
  }
  const host = isIPv6(target.host) ? `[${target.host}]` : target.host;
  return (
    entry === `${host}:${target.port}` || (entry === host && target.scheme === 'https' && target.port === 443)
  );
}

function isPortOf(entry: string, target: Target): boolean {
  const port = entry.split(':')[1];
  return port === undefined ? target.scheme === 'https' && target.port === 443 : port === String(target.port);
}

const reserved = new BlockList();
const reservedIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const;
const reservedIpv6 = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;
for (const [network, prefix] of reservedIpv4) reserved.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of reservedIpv6) reserved.addSubnet(network, prefix, 'ipv6');

/**
 * True for an IP address that is not of the public internet: loopback, private, link-local, shared, multicast,
 * reserved; also IPv6 forms that carry such an IPv4 address (mapped, NAT64, 6to4). False for names.
 */
export function isPrivateAddress(host: string): boolean {
  if (isIPv4(host)) return reserved.check(host, 'ipv4');
  if (!isIPv6(host)) return false;
  const canonical = new URL(`http://[${host}]/`).hostname.slice(1, -1);
  const carried = carriedIpv4(canonical);
  return carried ? reserved.check(carried, 'ipv4') : reserved.check(canonical, 'ipv6');
}

function carriedIpv4(ipv6: string): string | undefined {
  const last = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(ipv6);
  if (last) return dotted(last[1], last[2]);
  const sixToFour = /^2002:([0-9a-f]{1,4})?:([0-9a-f]{1,4})?/.exec(ipv6);
  return sixToFour ? dotted(sixToFour[1], sixToFour[2] ?? '0') : undefined;
}

/** True for a host that by its looks belongs to this machine or its own network. */
export function looksPrivate(host: string): boolean {
  if (isIP(host)) return isPrivateAddress(host);
  return !host.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host);
}

function refuse(why: string): HoldfastError {
  return new HoldfastError('egress_address_invalid', `The address ${why}.`);
}
