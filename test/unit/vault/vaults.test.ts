import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import {
  createCredentialUses,
  createVault,
  createVaultProcess,
  createVaults,
  environmentKeyPort,
  forkVault,
  type Vault,
} from '../../../core/vault/index.ts';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { createSessionVaults, commands as ownCommands, queries } from '../../../core/vault/worker.ts';
import { type LocalServer, startServer } from './servers.ts';

vi.setConfig({ testTimeout: 60_000 });

const runtime = systemRuntime();
const keyPort = environmentKeyPort({ env: { HOLDFAST_KEY: 'correct horse' }, random: runtime.random });
/** What the log is told of sessions' vaults. */
const told: unknown[] = [];
const commands = { ...ownCommands, ...createSessionVaults((_, input) => told.push(input)) };
const secrets = {
  bearer: 'bearer-CANARY-0123456789',
  variable: 'variable-CANARY-0123456789',
  access: 'access-CANARY-0123456789',
  refresh: 'refresh-CANARY-0123456789',
  client: 'client-CANARY-0123456789',
  renewed: 'renewed-CANARY-0123456789',
  rotated: 'rotated-CANARY-0123456789',
};
const scanner = createScanner(Object.values(secrets));

/** The vault on real files and in its own process, for the length of one callback. */
async function withVaults<T>(
  dataDir: string,
  use: (opened: {
    vaults: ReturnType<typeof createVaults>;
    process: ReturnType<typeof createVaultProcess>;
    saved: Promise<void>[];
  }) => Promise<T>,
): Promise<T> {
  const data = openLocalData({ dataDir, runtime, rooms: { vault: { commands, queries } } });
  const saved: Promise<void>[] = [];
  const process = createVaultProcess({
    runtime,
    launch: forkVault(inject('workers').vault),
    onRenewed: (renewal) => void saved.push(vaults.renewed(renewal)),
  });
  const vaults = createVaults({
    data,
    runtime,
    vault: (): Vault => vault,
    houseKey: { mac: async () => null },
    process,
  });
  const vault = createVault({ data, keyPort, runtime, safe: process.safe, moreSealed: vaults.sealed });
  try {
    return await use({ vaults, process, saved });
  } finally {
    await process.close();
    await data.close();
  }
}

function newFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-vaults-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

const bytesOnDisk = (dataDir: string): Buffer =>
  Buffer.concat(
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
const doorTo = ({ port }: LocalServer) => ({
  scheme: 'http' as const,
  host: '127.0.0.1',
  port,
  network: 'private' as const,
});
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it went through',
    (error: unknown) => error,
  );

test('a session’s variables and server tokens are placeholders that work in their places, also after a restart', async () => {
  const dataDir = newFolder();
  const server = await startServer((request, response) =>
    response.end(`${request.headers.authorization} ${request.headers['x-token']}`),
  );
  const masked = (value: string) => '*'.repeat(value.length);
  const use = (dir: string, before: (vaults: ReturnType<typeof createVaults>) => Promise<void>) =>
    withVaults(dir, async ({ vaults, process }) => {
      await before(vaults);
      const bearer = await vaults.placeholderForServer('sesn_1', `${server.url}/mcp/`);
      const { TOKEN: variable } = await vaults.variablesOf('sesn_1');
      expect(await vaults.variablesOf('sesn_2')).toEqual({});
      const send = process.egress.fetchFor({ sessionId: 'sesn_1', only: [doorTo(server)] });
      const headers = { authorization: `Bearer ${bearer}`, 'x-token': `${variable}` };
      expect(await (await send(`${server.url}/mcp`, { headers })).text()).toBe(
        `Bearer ${masked(secrets.bearer)} ${masked(secrets.variable)}`,
      );
      const other = process.egress.fetchFor({ sessionId: 'sesn_2', only: [doorTo(server)] });
      expect(await errorOf(other(server.url, { headers }))).toMatchObject({
        code: 'egress_placeholder_misplaced',
      });
      expect(await vaults.grantToProcess('sesn_1', 'TOKEN')).toBe(null);
    });
  await use(dataDir, async (vaults) => {
    const { id: vaultId } = await vaults.save({ id: null, displayName: 'Mine', metadata: {} });
    const base = { vaultId, displayName: null, metadata: {} };
    await vaults.addCredential({
      ...base,
      auth: { type: 'static_bearer', mcp_server_url: `${server.url}/mcp` },
      secrets: { value: secrets.bearer },
    });
    await vaults.addCredential({
      ...base,
      auth: {
        type: 'environment_variable',
        secret_name: 'TOKEN',
        networking: { type: 'limited', allowed_hosts: [`127.0.0.1:${server.port}`] },
        injection_location: { header: true, body: false },
      },
      secrets: { value: secrets.variable },
    });
    await vaults.giveToSession('sesn_1', [vaultId], 'test');
  });
  await use(dataDir, async () => {});
  expect(server.requests.map(({ headers }) => [headers.authorization, headers['x-token']])).toEqual([
    [`Bearer ${secrets.bearer}`, secrets.variable],
    [`Bearer ${secrets.bearer}`, secrets.variable],
  ]);
  expect(scanner.find(bytesOnDisk(dataDir))).toEqual([]);
  expect(bytesOnDisk(dataDir).includes('TOKEN')).toBe(true);
});

test('a token that has run out is renewed once for many requests, kept, and seen by nobody', async () => {
  const dataDir = newFolder();
  const forms: string[] = [];
  const endpoint = await startServer((_, response) => {
    forms.push(endpoint.requests.at(-1)?.body ?? '');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ access_token: secrets.renewed, refresh_token: secrets.rotated, expires_in: 3600 }),
    );
  });
  const server = await startServer((request, response) =>
    response.end(String(request.headers.authorization)),
  );
  const auth = {
    type: 'mcp_oauth' as const,
    mcp_server_url: server.url,
    expires_at: new Date(runtime.clock.now() - 1000).toISOString(),
    refresh: {
      client_id: 'holdfast',
      token_endpoint: `${endpoint.url}/token`,
      token_endpoint_auth: { type: 'client_secret_post' as const },
      scope: 'read',
      resource: null,
    },
  };
  const ask = (
    {
      vaults,
      process,
    }: { vaults: ReturnType<typeof createVaults>; process: ReturnType<typeof createVaultProcess> },
    times: number,
  ) =>
    vaults.placeholderForServer('sesn_1', server.url).then((placeholder) =>
      Promise.all(
        Array.from({ length: times }, async () => {
          const send = process.egress.fetchFor({ sessionId: 'sesn_1', only: [doorTo(server)] });
          return (await send(server.url, { headers: { authorization: `Bearer ${placeholder}` } })).text();
        }),
      ),
    );
  await withVaults(dataDir, async (opened) => {
    const { id: vaultId } = await opened.vaults.save({ id: null, displayName: 'Mine', metadata: {} });
    const made = await opened.vaults.addCredential({
      vaultId,
      displayName: 'Notes',
      metadata: {},
      auth,
      secrets: { value: secrets.access, refreshToken: secrets.refresh, clientSecret: secrets.client },
    });
    await opened.vaults.giveToSession('sesn_1', [vaultId], 'test');
    expect(new Set(await ask(opened, 5))).toEqual(new Set([`Bearer ${'*'.repeat(secrets.renewed.length)}`]));
    await Promise.all(opened.saved);
    const { auth: after } = await opened.vaults.getCredential(vaultId, made.id);
    expect(scanner.find(Buffer.from(JSON.stringify(after)))).toEqual([]);
    expect(Date.parse((after as typeof auth).expires_at)).toBeGreaterThan(runtime.clock.now());
  });
  await withVaults(dataDir, (opened) => ask(opened, 1));
  expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([
    {
      grant_type: 'refresh_token',
      refresh_token: secrets.refresh,
      client_id: 'holdfast',
      client_secret: secrets.client,
      scope: 'read',
    },
  ]);
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set([`Bearer ${secrets.renewed}`]),
  );
  expect(scanner.find(bytesOnDisk(dataDir))).toEqual([]);
});

test('a vault has one credential for a thing, archived ones lose their secret, and a value leaves for a program only where the owner lets it', async () => {
  const dataDir = newFolder();
  await withVaults(dataDir, async ({ vaults }) => {
    const { id: vaultId } = await vaults.save({ id: null, displayName: 'Mine', metadata: { team: 'a' } });
    const auth = {
      type: 'environment_variable' as const,
      secret_name: 'TOKEN',
      networking: { type: 'unrestricted' as const },
      injection_location: { header: true, body: false },
    };
    const input = { vaultId, displayName: 'Token', metadata: {}, auth, secrets: { value: secrets.variable } };
    const { id } = await vaults.addCredential(input);
    expect(await errorOf(vaults.addCredential(input))).toMatchObject({ code: 'conflict' });
    for (const value of ['short', `with space ${secrets.variable}`, `${secrets.variable}\r\nx: y`]) {
      const error = await errorOf(
        vaults.addCredential({ ...input, auth: { ...auth, secret_name: 'OTHER' }, secrets: { value } }),
      );
      expect(error).toMatchObject({ code: 'invalid_request' });
      expect(String(error)).not.toContain(value);
    }
    await vaults.giveToSession('sesn_1', [vaultId], 'test');
    expect(await vaults.grantToProcess('sesn_1', 'TOKEN')).toBe(null);
    await vaults.changeCredential({
      id,
      displayName: 'Token',
      metadata: {},
      auth: { ...auth, may_leave: true },
    });
    expect(await vaults.grantToProcess('sesn_1', 'TOKEN')).toBe(secrets.variable);
    await vaults.archiveCredential(vaultId, id);
    expect(await vaults.grantToProcess('sesn_1', 'TOKEN')).toBe(null);
    expect(
      await vaults.listCredentials(vaultId, { includeArchived: true, limit: 5, offset: 0 }),
    ).toMatchObject([{ id, sealed: null }]);
    await vaults.archive(vaultId);
    expect(await errorOf(vaults.giveToSession('sesn_1', [vaultId], 'test'))).toMatchObject({
      code: 'invalid_request',
    });
    await vaults.remove(vaultId);
    expect(await errorOf(vaults.get(vaultId))).toMatchObject({ code: 'not_found' });
  });
  expect(scanner.find(bytesOnDisk(dataDir))).toEqual([]);
});

test('when a credential last left, and how often, is kept with the next flush and ends with it', async () => {
  const dataDir = newFolder();
  const data = openLocalData({ dataDir, runtime, rooms: { vault: { commands, queries } } });
  const server = await startServer((_, response) => response.end('thanks'));
  const uses = createCredentialUses(data);
  const over: string[] = [];
  const process = createVaultProcess({
    runtime,
    launch: forkVault(inject('workers').vault),
    settled: (entry) => {
      over.push(entry.outcome);
      uses.settled(entry);
    },
  });
  const vaults = createVaults({
    data,
    runtime,
    vault: (): Vault => vault,
    houseKey: { mac: async () => null },
    process,
  });
  const vault = createVault({ data, keyPort, runtime, safe: process.safe, moreSealed: vaults.sealed });
  try {
    const { id: vaultId } = await vaults.save({ id: null, displayName: 'Mine', metadata: {} });
    const { id: credentialId } = await vaults.addCredential({
      vaultId,
      displayName: null,
      metadata: {},
      auth: { type: 'static_bearer', mcp_server_url: `${server.url}/mcp` },
      secrets: { value: secrets.bearer },
    });
    await vaults.giveToSession('sesn_1', [vaultId], 'test');
    const bearer = await vaults.placeholderForServer('sesn_1', `${server.url}/mcp`);
    const send = process.egress.fetchFor({ sessionId: 'sesn_1', only: [doorTo(server)] });
    const headers = { authorization: `Bearer ${bearer}` };
    expect(await uses.list()).toEqual([]);
    for (const _ of [1, 2]) await (await send(`${server.url}/mcp`, { headers })).text();
    // without the credential, and one that is stopped at the door: neither is a use
    await (await send(`${server.url}/mcp`)).text();
    await errorOf(send(`http://127.0.0.1:9/?key=${bearer}`, { headers }));
    await expect.poll(() => over).toEqual(['answered', 'answered', 'answered', 'refused']);
    const noted = { credentialId, at: expect.any(Number), host: '127.0.0.1', sessionId: 'sesn_1', uses: 2 };
    expect(await uses.list()).toEqual([noted]);
    await vaults.removeCredential(vaultId, credentialId);
    expect(await uses.list()).toEqual([]);
  } finally {
    await process.close();
    await data.close();
  }
});

test('a vault that is taken back is of no use any more, and those that stay go on under the same placeholders', async () => {
  const server = await startServer((request, response) => response.end(`${request.headers['x-token']}`));
  await withVaults(newFolder(), async ({ vaults, process }) => {
    const give = async (name: string) => {
      const { id: vaultId } = await vaults.save({ id: null, displayName: name, metadata: {} });
      const auth = {
        type: 'environment_variable' as const,
        secret_name: name,
        networking: { type: 'limited' as const, allowed_hosts: [`127.0.0.1:${server.port}`] },
        injection_location: { header: true, body: false },
      };
      await vaults.addCredential({
        vaultId,
        displayName: null,
        metadata: {},
        auth,
        secrets: { value: `value-of-${name}-4711` },
      });
      return vaultId;
    };
    const [kept, taken] = [await give('KEPT'), await give('TAKEN')];
    told.length = 0;
    await vaults.giveToSession('sesn_1', [kept, taken], 'window');
    await vaults.giveToSession('sesn_1', [kept, taken], 'window');
    const before = await vaults.variablesOf('sesn_1');
    const send = process.egress.fetchFor({ sessionId: 'sesn_1', only: [doorTo(server)] });
    const sent = (placeholder: string | undefined) =>
      errorOf(send(server.url, { headers: { 'x-token': `${placeholder}` } }).then((answer) => answer.text()));
    expect([await sent(before.KEPT), await sent(before.TAKEN)]).toEqual([
      'it went through',
      'it went through',
    ]);
    await vaults.giveToSession('sesn_1', [kept], 'window');
    expect(await sent(before.TAKEN)).toMatchObject({ code: 'egress_placeholder_misplaced' });
    expect(await sent(before.KEPT)).toBe('it went through');
    expect(await vaults.variablesOf('sesn_1')).toEqual({ KEPT: before.KEPT });
    const event = (names: [string, string][]) => ({
      sessionId: 'sesn_1',
      events: [
        { type: 'holdfast.vaults_given', vaults: names.map(([id, name]) => ({ id, name })), by: 'window' },
      ],
    });
    expect(told).toEqual([event([[kept, 'KEPT'], [taken, 'TAKEN']]), event([[kept, 'KEPT']])]); // biome-ignore format: one line
  });
});
