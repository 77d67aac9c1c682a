import { timingSafeEqual } from 'node:crypto';
import { HoldfastError, sha256 } from '../../base/index.ts';

/** What a token may do: `owner` everything but the desktop's dialogs, `client` what an API client needs. */
export type TokenScope = 'owner' | 'client';

export interface AccessToken {
  token: string;
  scope: TokenScope;
  /** What sessions made with it are remembered by; made of the token when left out, so that the same token finds them again. */
  id?: string;
}

/**
 * The door a request came through, stated by whoever opened the door, never by the request.
 *
 * - `window`: the app's own window over its own protocol; `origin` is the page's, `holdfast://app` unless told otherwise.
 * - `loopback`: HTTP on this machine. `port` is the listener's; one of `tokens` must be presented.
 * - `in_process`: the CLI and tests, as the owner.
 */
export type Access =
  | { kind: 'window'; origin?: string }
  | { kind: 'loopback'; port: number; tokens: readonly AccessToken[] }
  | { kind: 'in_process' };

const windowOrigin = 'holdfast://app';

/**
 * Who is calling, after the door's checks. `answeredBy` is recorded with each approval, `createdBy` with each session: null for the
 * owner, who sees every session; a client sees those it made.
 */
export interface Caller {
  kind: 'window' | 'owner_token' | 'client_token' | 'in_process';
  answeredBy: string;
  createdBy: string | null;
}

/** Refuses what a foreign page could send: checked before anything else is looked at. Throws `forbidden`. */
export function checkOrigin(request: Request, access: Access): void {
  const origin = request.headers.get('origin');
  if (access.kind === 'window') {
    if (origin !== null && origin !== (access.origin ?? windowOrigin)) throw foreign('origin', origin);
    const site = request.headers.get('sec-fetch-site');
    if (site === 'cross-site' || site === 'same-site') throw foreign('site', site);
  } else if (access.kind === 'loopback') {
    const host = (request.headers.get('host') ?? '').toLowerCase();
    const names = ['127.0.0.1', 'localhost', '[::1]'];
    const isOurs = names.some(
      (name) => host === `${name}:${access.port}` || (access.port === 80 && host === name),
    );
    if (!isOurs) throw foreign('host', host);
    if (origin !== null && origin !== `http://${host}`) throw foreign('origin', origin);
  }
}

/** Who calls; throws `unauthorized` when a token is needed and none of the listener's was presented. */
export function identify(request: Request, access: Access): Caller {
  if (access.kind === 'window') return { kind: 'window', answeredBy: 'window', createdBy: null };
  if (access.kind === 'in_process') return { kind: 'in_process', answeredBy: 'terminal', createdBy: null };
  const presented = presentedToken(request.headers);
  if (presented === null)
    throw new HoldfastError('unauthorized', 'send the token as Authorization: Bearer or x-api-key');
  // every token is compared, so that the time taken says nothing about which one matched
  const matching = access.tokens.filter(({ token }) => isSameSecret(presented, token));
  const [found] = matching;
  if (found === undefined) throw new HoldfastError('unauthorized', 'the token is not valid here');
  if (found.scope === 'owner') return { kind: 'owner_token', answeredBy: 'owner token', createdBy: null };
  const id = found.id ?? sha256('token id\n', found.token).toString('hex').slice(0, 16);
  return { kind: 'client_token', answeredBy: 'client token', createdBy: `client:${id}` };
}

/** Refuses a client's token: answers, grants, settings and memory are the owner's. Throws `forbidden`. */
export function requireOwner(caller: Caller, what: string): void {
  if (caller.kind === 'client_token') throw new HoldfastError('forbidden', `a client token may not ${what}`);
}

/** Native dialogs belong to the window and to nobody else. Throws `not_found`: elsewhere the route does not exist. */
export function requireWindow(caller: Caller): void {
  if (caller.kind !== 'window')
    throw new HoldfastError('not_found', 'this route exists in the app’s window only');
}

/** A path may be named by the owner's own programs; the window has one-use picks instead. Throws `forbidden`. */
export function requirePathsAllowed(caller: Caller): void {
  requireOwner(caller, 'name a folder');
  if (caller.kind === 'window') {
    throw new HoldfastError(
      'forbidden',
      'the window grants folders by pick_id from the native dialog, not by path',
    );
  }
}

function presentedToken(headers: Headers): string | null {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.get('authorization') ?? '');
  return bearer?.[1] ?? headers.get('x-api-key');
}

function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

function foreign(what: string, value: string): HoldfastError {
  return new HoldfastError('forbidden', `foreign ${what} refused: ${value.slice(0, 200) || '(none)'}`);
}
