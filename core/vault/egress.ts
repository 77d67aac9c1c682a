import { HoldfastError } from '../base/index.ts';
import { looksPrivate, type Target } from './address.ts';
import { createDialler, type Dialled } from './dial.ts';
import { answerOf } from './egress-answer.ts';
import type { Egress, EgressAnswer, EgressContext, EgressEntry, EgressOptions } from './egress-types.ts';
import { createGrants, type EgressGrant, refused } from './grants.ts';
import { guardStream, refuseLeak } from './leak-guard.ts';
import { createTurnstile, defaultLimits, type EgressLimits } from './limits.ts';
import { networkError } from './network-error.ts';
import { plainWay } from './network-way.ts';
import { type Outgoing, readOutgoing, sizeOf } from './outgoing.ts';
import { misplaced, placeholderStream } from './placeholders.ts';
import { followRedirect, locationOf } from './redirects.ts';
import { addressesOf, lookupAddresses } from './resolve.ts';
import { responseOf } from './response.ts';
import { createScanner, type Scanner } from './scan/scanner.ts';
import { type FindCredential, type OpenCredential, substitute, unknownCredential } from './substitute.ts';
import { withheld } from './withhold.ts';

/** What is open for one target: a grant, or a door of the caller's own. */
type Opening = Pick<EgressGrant, 'credential' | 'network' | 'placeholdersInBody'> & { limits: EgressLimits };

/** Egress and its inner side, which the vault's process serves without making a Response of each answer. */
export interface OpenEgress extends Egress {
  open(outgoing: Outgoing, context: EgressContext): Promise<EgressAnswer>;
  close(): Promise<void>;
}

const mostRedirects = 5;

/**
 * The door through which every network request leaves. Each hop is checked on its own: address in one form, a grant
 * for exactly that scheme, host and port, names that do not lead into private networks unless granted and are dialled at the
 * address that was checked, no stored secret anywhere, placeholders only where they belong. Secrets go in at the last moment, and every
 * stored one is scrubbed from headers, body and errors on return.
 */
export function createEgress(options: EgressOptions): OpenEgress {
  const {
    runtime,
    journal = () => {},
    settled = () => {},
    lookup = lookupAddresses,
    way = () => plainWay,
  } = options;
  const grants = createGrants(runtime);
  const turnstile = createTurnstile();
  let dialler = options.dialler ?? createDialler(way(), () => runtime.clock.monotonic());
  let dialledBy = way();
  const { resolve, scanner } = knownSecrets(options);

  async function open(first: Outgoing, context: EgressContext): Promise<EgressAnswer> {
    let outgoing = first;
    const leave = await turnstile.enter(context.sessionId ?? '', outgoing.signal);
    try {
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        let isLast = false;
        const answer = await send(outgoing, context, () => {
          if (isLast) leave();
        });
        const location = locationOf(answer);
        if (location === undefined || outgoing.redirect === 'manual') {
          isLast = true;
          if (answer.body === null) leave();
          return answer;
        }
        answer.body?.cancel();
        if (outgoing.redirect === 'error') throw refused(outgoing.target, 'answered with a redirect');
        outgoing = followRedirect(outgoing, answer.status, location);
      }
      throw new HoldfastError('egress_too_many_redirects', `More than ${mostRedirects} redirects.`);
    } catch (error) {
      leave();
      throw error;
    }
  }

  async function send(given: Outgoing, context: EgressContext, onOver: () => void): Promise<EgressAnswer> {
    const { target, signal } = given;
    const entry = entryOf(given, context);
    const opening = await orJournalled(entry, async () => openingFor(given, context));
    const secrets = await scanner();
    // what the owner typed into a conversation must not stop it; anywhere else it is a leak
    const kept = opening.placeholdersInBody === 'pass' ? withheld(given, secrets) : null;
    const outgoing = kept?.outgoing ?? given;
    if (kept) entry.withheld = kept.count;
    const cleared = await orJournalled(entry, () => clear(outgoing, opening, context, secrets));
    entry.credential = cleared.labels.length === 0 ? null : cleared.labels.join(', ');
    if (cleared.credentialIds.length > 0) entry.credential_ids = cleared.credentialIds;
    await journal({ ...entry });
    signal?.throwIfAborted();
    const over = (outcome: 'answered' | 'failed', error: unknown = null) => {
      onOver();
      settled({ ...entry, outcome, error: error === null ? null : codeOf(error) });
    };
    const timed = withTotal(signal, opening.limits.totalMs, options.runtime.clock);
    try {
      const answer = await dial({ ...cleared.request, signal: timed.signal });
      entry.status = answer.status;
      return answerOf(answer, await scanner(), entry, (outcome, error) => {
        timed.end();
        over(outcome, error);
      });
    } catch (error) {
      timed.end();
      over('failed', error);
      throw error instanceof HoldfastError ? error : networkError(error, signal);
    }

    function dial(request: Parameters<typeof dialler.dial>[0]): Promise<Dialled> {
      if (dialledBy !== way() && !options.dialler) {
        dialledBy = way();
        dialler = createDialler(dialledBy, () => runtime.clock.monotonic());
      }
      return dialler.dial({ ...request, target: { ...target, url: request.target.url } });
    }
  }

  function openingFor({ target, method }: Outgoing, { only }: EgressContext): Opening {
    const all = { ...defaultLimits, ...options.limits };
    if (!only) {
      const grant = grants.require(target);
      // a conversation may go on for as long as it likes
      return { ...grant, limits: grant.placeholdersInBody === 'pass' ? { ...all, totalMs: null } : all };
    }
    const { scheme, host, port } = target;
    const door = only.find((each) => each.scheme === scheme && each.host === host && each.port === port);
    if (!door) throw refused(target, 'is not granted');
    if (door.methods && !door.methods.includes(method)) throw refused(target, `is not granted for ${method}`);
    if (door.paths && !door.paths.some((path) => isBelow(target.url.pathname, path)))
      throw refused(target, 'is not granted for this path');
    return {
      credential: door.credential ?? null,
      network: door.network,
      placeholdersInBody: 'refuse',
      limits: all,
    };
  }

  /** Checks everything and puts the secrets in; what it returns is sent as it is. */
  async function clear(outgoing: Outgoing, opening: Opening, context: EgressContext, secrets: Scanner) {
    const { target } = outgoing;
    refuseLeak(outgoing, secrets);
    const labels: string[] = [];
    const credentialIds: string[] = [];
    const find: FindCredential = async (name) => {
      const given = options.issued?.(name);
      if (given) {
        // a session that got hold of another one's placeholder gets nothing for it
        if (given.sessionId !== context.sessionId) throw misplaced('of another session', target);
        labels.push(given.label);
        if (given.credentialId !== undefined) credentialIds.push(given.credentialId);
        return given.open();
      }
      if (name !== opening.credential) throw misplaced('of a credential this grant does not name', target);
      const found = await resolve(name);
      if (!found) throw unknownCredential(name);
      labels.push(name);
      return found;
    };
    const { url, headers, body } = await substitute(outgoing, find, opening.placeholdersInBody);
    const usesProxy = way().proxy !== null && opening.network === 'public';
    if (usesProxy && looksPrivate(target.host)) throw refused(target, 'leads into a private network');
    const addresses = usesProxy ? null : await addressesOf(target, opening.network, lookup);
    if (!headers.has('accept')) headers.set('accept', '*/*');
    if (!headers.has('user-agent')) headers.set('user-agent', 'Holdfast');
    if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'gzip, deflate, br');
    const request = {
      target: { ...target, url },
      method: outgoing.method,
      headers,
      body: body instanceof ReadableStream ? guarded(body, opening, secrets, target) : body,
      addresses,
      session: context.sessionId ?? '',
      limits: opening.limits,
    };
    return { request, labels: [...new Set(labels)], credentialIds: [...new Set(credentialIds)] };
  }

  async function orJournalled<T>(entry: EgressEntry, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HoldfastError) {
        const refusal: EgressEntry = { ...entry, outcome: 'refused', error: error.code, path: '' };
        await journal(refusal);
        settled(refusal);
      }
      throw error;
    }
  }

  function entryOf(outgoing: Outgoing, { sessionId, callId }: EgressContext): EgressEntry {
    const { target, method } = outgoing;
    return {
      id: runtime.ids.next('egress'),
      at: new Date(runtime.clock.now()).toISOString(),
      outcome: 'sent',
      method,
      scheme: target.scheme,
      host: target.host,
      port: target.port,
      path: target.url.pathname,
      bytes_out: sizeOf(outgoing),
      bytes_in: 0,
      status: null,
      credential: null,
      error: null,
      session_id: sessionId ?? null,
      call_id: callId ?? null,
    };
  }

  const fetchFor: Egress['fetchFor'] = (context) => async (input, init) => {
    const outgoing = await readOutgoing(input, init);
    return responseOf(await open(outgoing, context), outgoing.signal);
  };

  return {
    open,
    fetch: fetchFor({}),
    fetchFor,
    grant: grants.grant,
    revoke: grants.revoke,
    list: grants.list,
    endSession: (sessionId) => dialler.close(sessionId),
    close: () => dialler.close(),
  };
}

/** Values that were put in are scrubbed whatever the caller's scanner knows. */
function knownSecrets({ resolveCredential, scanner }: EgressOptions) {
  const seen = new Set<string>();
  let own = createScanner([]);
  return {
    async resolve(name: string): Promise<OpenCredential | undefined> {
      const found = await resolveCredential(name);
      if (found && !scanner && !seen.has(found.value)) {
        seen.add(found.value);
        own = createScanner([...seen]);
      }
      return found;
    },
    scanner: scanner ?? (async (): Promise<Scanner> => own),
  };
}

function guarded(body: ReadableStream<Uint8Array>, opening: Opening, secrets: Scanner, target: Target) {
  const error = new HoldfastError(
    'egress_leak',
    `A stored secret stood in the body on the way to ${target.host}:${target.port}.`,
  );
  const safe = secrets.isEmpty ? body : guardStream(body, secrets.stream(), error);
  return opening.placeholdersInBody === 'pass'
    ? safe
    : guardStream(safe, placeholderStream(), misplaced('in the body', target));
}

function withTotal(
  signal: AbortSignal | undefined,
  totalMs: number | null,
  clock: EgressOptions['runtime']['clock'],
) {
  if (totalMs === null) return { signal, end: () => {} };
  const late = new AbortController();
  const done = new AbortController();
  clock.sleep(totalMs, done.signal).then(
    () => late.abort(Object.assign(new Error('too long'), { code: 'EGRESS_TOTAL_TIME' })),
    () => {
      // it was over in time
    },
  );
  return { signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal, end: () => done.abort() };
}

/** `/v1` covers `/v1` and `/v1/x`, not `/v10`. A path with encoded dots or slashes is below nothing. */
function isBelow(path: string, beginning: string): boolean {
  if (/%2e|%2f|%5c|\/\//i.test(path)) return false;
  const base = beginning.replace(/\/$/, '');
  return path === base || path.startsWith(`${base}/`);
}

function codeOf(error: unknown): string {
  if (error instanceof HoldfastError) return error.code;
  const { cause } = error instanceof Error ? error : { cause: undefined };
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'network';
}
