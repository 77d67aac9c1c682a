import { HoldfastError, type Runtime } from '../../base/index.ts';
import { parseTarget } from '../address.ts';
import { createEgress, type OpenEgress } from '../egress.ts';
import { plainWay } from '../network-way.ts';
import { createRenewal } from '../renewal.ts';
import { createSafe } from '../safe.ts';
import { createSignIns } from '../sign-in/sign-ins.ts';
import { createTokenEndpoint } from '../token-endpoint.ts';
import { type FromVault, type ToVault, windowBytes } from './protocol.ts';
import { safeCalls } from './safe-calls.ts';
import { toWireError } from './wire-error.ts';

interface Running {
  stop: AbortController;
  /** Bytes on their way to a reader. */
  unread: number;
  wake(): void;
}

/** What the vault's process does with a message; `send` is the way back. Holds the open secrets and the only dialler. */
export function serveVault(send: (message: FromVault) => void, runtime: Runtime): (message: ToVault) => void {
  const safe = createSafe();
  const issued = new Map<string, { sessionId: string; credentialId: string }>();
  const running = new Map<number, Running>();
  let way = plainWay;
  const egress: OpenEgress = createEgress({
    runtime,
    async resolveCredential(name) {
      await renewal.renewIfDue(name);
      return safe.resolve(name);
    },
    issued: (name) => tokens.placeholder(name) ?? issuedTo(name),
    scanner: async () => safe.scanner(),
    journal: (entry) => send({ kind: 'left', entry }),
    settled: (entry) => send({ kind: 'settled', entry }),
    way: () => way,
  });
  const tokens = createTokenEndpoint({ egress, runtime });
  const renewal = createRenewal({
    safe,
    tokens,
    runtime,
    onRenewed: (renewed) => send({ kind: 'renewed', ...renewed }),
  });

  function issuedTo(name: string) {
    const given = issued.get(name);
    if (!given) return undefined;
    const { sessionId, credentialId } = given;
    return {
      sessionId,
      credentialId,
      label: safe.secretsOf(credentialId)?.use.label ?? credentialId,
      async open() {
        await renewal.renewIfDue(credentialId);
        const found = safe.resolve(credentialId);
        if (!found) throw new HoldfastError('credential_not_found', 'The credential is no longer there.');
        return found;
      },
    };
  }

  const calls = safeCalls(safe, createSignIns({ safe, tokens, runtime }));

  async function answer(message: Extract<ToVault, { kind: 'request' }>): Promise<void> {
    const { id, url, method, headers, body, redirect, context } = message;
    const stop = new AbortController();
    const state: Running = { stop, unread: 0, wake: () => {} };
    running.set(id, state);
    try {
      const target = parseTarget(url);
      const outgoing = { target, method, headers: new Headers(headers), body, redirect, signal: stop.signal };
      const got = await egress.open(outgoing, context);
      const hasBody = got.body !== null;
      send({
        kind: 'head',
        id,
        status: got.status,
        statusText: got.statusText,
        headers: [...got.headers],
        hasBody,
      });
      if (got.body === null) return;
      stop.signal.addEventListener('abort', () => got.body?.cancel(), { once: true });
      for (;;) {
        const bytes = await got.body.read();
        if (bytes === null) break;
        state.unread += bytes.length;
        send({ kind: 'chunk', id, bytes });
        while (state.unread > windowBytes && !stop.signal.aborted)
          await new Promise<void>((resolve) => {
            state.wake = resolve;
          });
      }
      send({ kind: 'end', id });
    } catch (error) {
      if (!stop.signal.aborted) send({ kind: 'error', id, error: toWireError(error) });
    } finally {
      running.delete(id);
    }
  }

  return (message) => {
    switch (message.kind) {
      case 'call':
        reply(send, message.id, () => calls[message.name](message.input as never));
        break;
      case 'grant':
        egress.grant({ ...message.grant, credential: message.grant.credential ?? undefined });
        break;
      case 'revoke':
        egress.revoke(message.grantId);
        break;
      case 'way':
        way = message.way;
        break;
      case 'issue':
        issued.set(message.name, { sessionId: message.sessionId, credentialId: message.credentialId });
        break;
      case 'end_session':
        for (const [name, { sessionId }] of issued) if (sessionId === message.sessionId) issued.delete(name);
        // a connection that cannot be closed is broken, which is as good
        egress.endSession(message.sessionId).catch(() => {});
        break;
      case 'request':
        // it answers for its own failures
        answer(message).catch(() => {});
        break;
      case 'abort': {
        const request = running.get(message.id);
        request?.stop.abort();
        request?.wake();
        break;
      }
      case 'credit': {
        const request = running.get(message.id);
        if (!request) break;
        request.unread -= message.bytes;
        request.wake();
      }
    }
  };
}

function reply(send: (message: FromVault) => void, id: number, call: () => unknown): void {
  const failed = (error: unknown) => send({ kind: 'error', id, error: toWireError(error) });
  try {
    const value = call();
    if (value instanceof Promise) value.then((later) => send({ kind: 'value', id, value: later }), failed);
    else send({ kind: 'value', id, value });
  } catch (error) {
    failed(error);
  }
}
