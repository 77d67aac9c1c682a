import { readFileSync } from 'node:fs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import {
  createVaultProcess,
  type EgressEntry,
  forkVault,
  type LaunchVault,
  vaultInside,
} from '../../../core/vault/index.ts';
import { windowBytes } from '../../../core/vault/process/protocol.ts';
import { type LocalServer, startServer } from './servers.ts';

const secret = 'sk-process-0123456789abcdefghijkl';
const runtime = systemRuntime();

/** A vault in a child process with one credential held, and a door to `server`. */
async function setUp(server: LocalServer, launch: LaunchVault = forkVault(inject('workers').vault)) {
  const settled: EgressEntry[] = [];
  const channels: ReturnType<LaunchVault>[] = [];
  const vault = createVaultProcess({
    runtime,
    settled: (entry) => settled.push(entry),
    launch: () => {
      const channel = launch();
      channels.push(channel);
      return channel;
    },
  });
  onTestFinished(() => vault.close());
  const hosts = [`127.0.0.1:${server.port}`];
  const hold = () =>
    vault.safe.call('hold', { id: 'model', use: { label: 'model', hosts }, secrets: { value: secret } });
  await hold();
  vault.egress.grant({
    scheme: 'http',
    host: '127.0.0.1',
    port: server.port,
    credential: 'model',
    reason: 'test',
    placeholdersInBody: 'pass',
  });
  return { ...vault, settled, channels, hold };
}

const withKey = { headers: { authorization: 'Bearer hf-placeholder-model' } };
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it went through',
    (error: unknown) => error,
  );

test.each<[string, LaunchVault | undefined]>([
  ['a child', undefined],
  ['this process', vaultInside(runtime)],
])('a request through %s carries the key, and its answer has none', async (_where, launch) => {
  const server = await startServer((request, response) => {
    response.writeHead(201, { 'x-echo': String(request.headers.authorization) });
    response.end(`got ${request.headers.authorization}`);
  });
  const { egress, settled } = await setUp(server, launch);
  const send = egress.fetchFor({ sessionId: 'sesn_1', callId: 'toolu_1' });
  const response = await send(`${server.url}/v1?q=1`, { method: 'POST', body: 'words', ...withKey });
  expect([response.status, response.headers.get('x-echo'), await response.text()]).toEqual([
    201,
    'Bearer [redacted]',
    `got Bearer ${'*'.repeat(secret.length)}`,
  ]);
  expect(server.requests).toMatchObject([{ body: 'words', headers: { authorization: `Bearer ${secret}` } }]);
  expect(settled).toMatchObject([
    {
      outcome: 'answered',
      path: '/v1',
      credential: 'model',
      session_id: 'sesn_1',
      call_id: 'toolu_1',
      bytes_in: 44,
    },
  ]);
  expect((await egress.fetch(server.url, { method: 'HEAD' })).body).toBe(null);
});

test('errors cross as what they are, without what they are about', async () => {
  const server = await startServer((_, response) => response.socket?.destroy());
  const { egress } = await setUp(server);
  expect(await errorOf(egress.fetch('http://127.0.0.1:9/'))).toMatchObject({ code: 'egress_refused' });
  expect(await errorOf(egress.fetch(`${server.url}/?k=${secret}`))).toMatchObject({ code: 'egress_leak' });
  const error = await errorOf(egress.fetch(server.url, withKey));
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: 'fetch failed: UND_ERR_SOCKET', cause: { code: 'UND_ERR_SOCKET' } });
  expect(String((error as Error).stack)).not.toContain(secret);
});

test('a reader who does not read holds the sender back', async () => {
  let sent = 0;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const server = await startServer((_, response) => {
    const more = () => {
      while (sent < 16 * windowBytes) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  });
  const { egress } = await setUp(server);
  const response = await egress.fetch(server.url);
  const reader = response.body?.getReader();
  let read = (await reader?.read())?.value?.length ?? 0;
  // what the sockets of both sides hold comes on top of the window
  await expect.poll(() => sent, { interval: 50 }).toBeGreaterThan(windowBytes);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = sent === before;
        before = sent;
        return isStill;
      },
      { interval: 300 },
    )
    .toBe(true);
  expect(sent).toBeLessThan(12 * windowBytes);
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
    read += next.value.length;
  expect(read).toBe(16 * windowBytes);
});

test('an abort ends the request on the far side too, before and within the answer', async () => {
  let closed = 0;
  const server = await startServer((request, response) => {
    response.on('close', () => {
      closed += 1;
    });
    if (request.url === '/begun') response.write('x');
  });
  const { egress } = await setUp(server);
  const reason = new Error('enough');
  const early = new AbortController();
  const waiting = errorOf(egress.fetch(server.url, { signal: early.signal }));
  await expect.poll(() => server.requests.length).toBe(1);
  early.abort(reason);
  expect(await waiting).toBe(reason);
  const late = new AbortController();
  const reading = errorOf((await egress.fetch(`${server.url}/begun`, { signal: late.signal })).text());
  late.abort(reason);
  expect(await reading).toBe(reason);
  const cancelled = await egress.fetch(`${server.url}/begun`);
  await cancelled.body?.cancel();
  await expect.poll(() => closed).toBe(3);
});

test('when the vault dies, what was under way fails like the network, and the next request finds a new one with the same doors', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/slow') response.write('begun');
    else if (request.url !== '/never') response.end(String(request.headers.authorization));
  });
  const { egress, channels, settled, hold } = await setUp(server);
  const begun = await egress.fetch(`${server.url}/slow`);
  const never = errorOf(egress.fetchFor({ sessionId: 'sesn_1' })(`${server.url}/never`));
  await expect.poll(() => server.requests.length).toBe(2);
  const reading = errorOf(begun.text());
  await channels[0]?.close();
  for (const error of [await never, await reading])
    expect(error).toMatchObject({ message: 'fetch failed: VAULT_STOPPED', cause: { code: 'VAULT_STOPPED' } });
  expect(settled.map(({ path, outcome, error }) => [path, outcome, error])).toEqual([
    ['/slow', 'failed', 'VAULT_STOPPED'],
    ['/never', 'failed', 'VAULT_STOPPED'],
  ]);
  expect(await errorOf(egress.fetch(server.url, withKey))).toMatchObject({ code: 'credential_not_found' });
  await hold();
  expect(await (await egress.fetch(server.url, withKey)).text()).toBe(`Bearer ${'*'.repeat(secret.length)}`);
  expect(channels).toHaveLength(2);
});

test('a vault that dies again and again is left alone for a while', async () => {
  const server = await startServer((_, response) => response.end());
  const { egress, channels } = await setUp(server, vaultInside(runtime));
  let error: unknown = 'none';
  for (let round = 0; round < 6; round += 1) {
    await channels.at(-1)?.close();
    error = await errorOf(egress.fetch(server.url));
  }
  expect([error, channels.length]).toMatchObject([{ code: 'vault_gone' }, 5]);
});

test('main never holds the value: what crosses back has it nowhere', async () => {
  const server = await startServer((request, response) => response.end(`${request.headers.authorization}`));
  const crossed: string[] = [];
  const inner = forkVault(inject('workers').vault);
  const { egress, safe } = await setUp(server, () => {
    const channel = inner();
    return {
      ...channel,
      onMessage: (listener) =>
        channel.onMessage((message) => {
          crossed.push(
            message.kind === 'chunk' ? Buffer.from(message.bytes).toString() : JSON.stringify(message),
          );
          listener(message);
        }),
    };
  });
  await (await egress.fetch(server.url, withKey)).text();
  await safe.call('setKey', { key: new Uint8Array(32).fill(7) });
  const entry = { id: 'x', bound: 'x', format: 'text' as const, use: { label: 'x', hosts: [] } };
  const sealed = await safe.call('put', { entry, secrets: { value: secret } });
  expect(Buffer.from(sealed.ciphertext).includes(secret)).toBe(false);
  expect(crossed.join('\n')).toContain('"kind":"head"');
  expect(crossed.join('\n')).not.toContain(secret);
});

test.skipIf(process.platform !== 'linux')(
  'the process dumps no memory, takes no debugger and has nothing of the environment',
  async () => {
    process.env.HOLDFAST_KEY = 'a passphrase for this test';
    onTestFinished(() => {
      delete process.env.HOLDFAST_KEY;
    });
    const server = await startServer((_, response) => response.end());
    const { egress } = await setUp(server);
    await egress.fetch(server.url);
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ');
    const own = children.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('vault.process'),
    );
    expect(readFileSync(`/proc/${own}/coredump_filter`, 'utf8').trim()).toBe('00000000');
    const environment = readFileSync(`/proc/${own}/environ`, 'utf8');
    expect([environment.includes('passphrase'), environment.includes('HOME=')]).toEqual([false, false]);
    process.kill(Number(own), 'SIGUSR1');
    expect((await egress.fetch(server.url)).status).toBe(200);
  },
);
