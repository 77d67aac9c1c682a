import { HoldfastError, type Runtime } from '../../base/index.ts';
import type { Egress, EgressContext, EgressEntry } from '../egress-types.ts';
import { createGrants } from '../grants.ts';
import { networkError } from '../network-error.ts';
import { type NetworkWay, plainWay } from '../network-way.ts';
import { readOutgoing } from '../outgoing.ts';
import { responseOf } from '../response.ts';
import type { SafeContent, Sealed } from '../safe.ts';
import { type AnswerQueue, createAnswerQueue } from './answer-queue.ts';
import type { FromVault, LaunchVault, SafeCall, SafeCalls, ToVault, VaultChannel } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

/** The vault's safe as main reaches it: by calls that never give a value back. */
export interface SafePort {
  call<N extends SafeCall>(name: N, input: SafeCalls[N][0]): Promise<SafeCalls[N][1]>;
  /** What the process is given when it starts; told once, before the first call. */
  startWith(content: () => Promise<SafeContent>): void;
  /** Gives it that again: something that it was given has changed. */
  reload(): Promise<void>;
}

export interface VaultProcess {
  egress: Egress;
  safe: SafePort;
  /** Starts it now, so that the first request does not wait for it. */
  warm(): void;
  /** Binds a placeholder to a session and a credential. */
  issue(name: string, sessionId: string, credentialId: string): void;
  setWay(way: NetworkWay): void;
  close(): Promise<void>;
}

export interface VaultProcessOptions {
  launch: LaunchVault;
  runtime: Runtime;
  /** Told of each request when it is over, also of one that the process took along. */
  settled?(entry: EgressEntry): void;
  onRenewed?(renewed: { credentialId: string; expiresAt: number | null; sealed: Sealed }): void;
}

/** So many starts within a minute, and it is left alone. */
const mostStarts = 5;
const mostBodyBytes = 64 * 1024 * 1024;

interface Waiting {
  resolve(message: FromVault): void;
  reject(error: unknown): void;
}

/**
 * The vault in a process of its own: secrets, the dialler and the scrubbing are there, and here is what talks to it. It starts with the
 * first use. When it dies, what was under way fails as if the network had, which is tried again as such, and the next use starts another.
 */
export function createVaultProcess(options: VaultProcessOptions): VaultProcess {
  const { launch, runtime, settled = () => {}, onRenewed = () => {} } = options;
  const grants = createGrants(runtime);
  const issued = new Map<string, { sessionId: string; credentialId: string }>();
  const calls = new Map<number, Waiting>();
  const answers = new Map<number, AnswerQueue>();
  const left = new Map<string, EgressEntry>();
  let content: () => Promise<SafeContent> = async () => ({ key: null, lockedBecause: null, credentials: [] });
  let way: NetworkWay = plainWay;
  let lastId = 0;
  let live: { channel: VaultChannel; ready: Promise<void> } | null = null;
  let startedAt: number[] = [];
  let isClosed = false;

  function start(): { channel: VaultChannel; ready: Promise<void> } {
    if (live) return live;
    if (isClosed) throw new HoldfastError('vault_gone', 'Holdfast is closing.');
    const now = runtime.clock.monotonic();
    startedAt = [...startedAt.filter((at) => now - at < 60_000), now];
    if (startedAt.length > mostStarts)
      throw new HoldfastError('vault_gone', 'The vault’s process ended again and again.');
    const channel = launch();
    const started = { channel, ready: Promise.resolve() };
    live = started;
    channel.onMessage(receive);
    channel.onExit(() => {
      if (live === started) live = null;
      failAll();
    });
    channel.post({ kind: 'way', way });
    for (const grant of grants.list()) channel.post({ kind: 'grant', grant });
    for (const [name, to] of issued) channel.post({ kind: 'issue', name, ...to });
    started.ready = load(channel);
    // whoever needs it waits for it and hears of it
    started.ready.catch(() => {});
    return started;
  }

  async function load(channel: VaultChannel): Promise<void> {
    const given = await content();
    await callOn(channel, 'load', given);
    given.key?.fill(0);
  }

  function callOn<N extends SafeCall>(
    channel: VaultChannel,
    name: N,
    input: SafeCalls[N][0],
  ): Promise<SafeCalls[N][1]> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      calls.set(id, {
        // the protocol pairs each name with its answer
        resolve: (message) => resolve((message.kind === 'value' ? message.value : null) as SafeCalls[N][1]),
        reject,
      });
      channel.post({ kind: 'call', id, name, input } as ToVault);
    });
  }

  function receive(message: FromVault): void {
    switch (message.kind) {
      case 'value':
        calls.get(message.id)?.resolve(message);
        calls.delete(message.id);
        return;
      case 'error': {
        const error = fromWireError(message.error);
        calls.get(message.id)?.reject(error);
        calls.delete(message.id);
        answers.get(message.id)?.fail(error);
        answers.delete(message.id);
        return;
      }
      case 'head': {
        const answer = answers.get(message.id);
        if (!message.hasBody) answers.delete(message.id);
        answer?.begin(message);
        return;
      }
      case 'chunk':
        answers.get(message.id)?.push(message.bytes);
        return;
      case 'end':
        answers.get(message.id)?.end();
        answers.delete(message.id);
        return;
      case 'left':
        left.set(message.entry.id, message.entry);
        return;
      case 'settled':
        left.delete(message.entry.id);
        settled(message.entry);
        return;
      case 'renewed':
        onRenewed(message);
        return;
    }
  }

  function failAll(): void {
    const error = networkError(Object.assign(new Error('the vault stopped'), { code: 'VAULT_STOPPED' }));
    for (const { reject } of calls.values()) reject(error);
    calls.clear();
    for (const answer of answers.values()) answer.fail(error);
    answers.clear();
    for (const entry of left.values()) settled({ ...entry, outcome: 'failed', error: 'VAULT_STOPPED' });
    left.clear();
  }

  const fetchFor: Egress['fetchFor'] = (context: EgressContext) => async (input, init) => {
    const { target, method, headers, body, redirect, signal } = await readOutgoing(input, init);
    signal?.throwIfAborted();
    const bytes = body instanceof ReadableStream ? await readAll(body) : body;
    const { channel, ready } = start();
    await ready;
    signal?.throwIfAborted();
    const id = ++lastId;
    const answer = createAnswerQueue(
      (read) => channel.post({ kind: 'credit', id, bytes: read }),
      () => {
        answers.delete(id);
        channel.post({ kind: 'abort', id });
      },
    );
    answers.set(id, answer);
    const onAbort = () => {
      answers.delete(id);
      channel.post({ kind: 'abort', id });
      answer.fail(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    answer.over.then(
      () => signal?.removeEventListener('abort', onAbort),
      () => signal?.removeEventListener('abort', onAbort),
    );
    channel.post({
      kind: 'request',
      id,
      url: target.url.href,
      method,
      headers: [...headers],
      body: bytes,
      redirect,
      context,
    });
    return responseOf(await answer.head, signal);
  };

  function warm(): void {
    try {
      if (!isClosed) start();
    } catch (error) {
      // whoever needs it next is told
      if (!(error instanceof HoldfastError)) throw error;
    }
  }

  return {
    egress: {
      fetch: fetchFor({}),
      fetchFor,
      grant(input) {
        const grant = grants.grant(input);
        // whoever opens a door is about to go through it; a process that starts now is given all doors
        if (live) live.channel.post({ kind: 'grant', grant });
        else warm();
        return grant;
      },
      revoke(grantId) {
        live?.channel.post({ kind: 'revoke', grantId });
        return grants.revoke(grantId);
      },
      list: grants.list,
      async endSession(sessionId) {
        for (const [name, to] of issued) if (to.sessionId === sessionId) issued.delete(name);
        live?.channel.post({ kind: 'end_session', sessionId });
      },
    },
    safe: {
      async call(name, input) {
        const { channel, ready } = start();
        await ready;
        return callOn(channel, name, input);
      },
      startWith(given) {
        content = given;
      },
      async reload() {
        if (!live) return;
        live.ready = load(live.channel);
        await live.ready;
      },
    },
    warm,
    issue(name, sessionId, credentialId) {
      issued.set(name, { sessionId, credentialId });
      live?.channel.post({ kind: 'issue', name, sessionId, credentialId });
    },
    setWay(changed) {
      way = changed;
      live?.channel.post({ kind: 'way', way });
    },
    async close() {
      isClosed = true;
      await live?.channel.close();
    },
  };
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBodyBytes)
      throw new HoldfastError('too_large', 'The body of a request is larger than 64 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
