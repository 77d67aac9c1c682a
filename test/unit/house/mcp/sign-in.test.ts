import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { McpServer } from '../../../../core/api/contract.ts';
import { systemRuntime } from '../../../../core/base/index.ts';
import { environmentKeyPort } from '../../../../core/vault/index.ts';
import { desktop } from '../../api/desktop.ts';
import { openHouse, type Step } from '../../api/house.ts';
import { type OauthServer, type Says, startOauthServer } from './oauth-server.ts';
import { add, callThrough, serverNow, switchOn, thinkAndCall } from './support.ts';

vi.setConfig({ testTimeout: 60_000 });

// A real authorization server and a real server of the protocol behind it; the owner's browser is the test.

async function openAt(says: Says = {}, steps: Step[] = thinkAndCall('mcp__notes__look-up', {})) {
  const provider = await startOauthServer(says);
  const runtime = systemRuntime();
  const keyPort = environmentKeyPort({
    env: { HOLDFAST_KEY: 'correct horse battery staple' },
    random: runtime.random,
  });
  const chosen = { program: true };
  const { host, seen } = desktop(chosen);
  const house = await openHouse({ steps, keyPort, host });
  const server = await add(house, 'notes', { type: 'http', url: provider.mcp, may_be_private: true });
  const begin = (body: object = {}) => house.api(`/holdfast/v1/mcp/servers/${server.id}/sign-in`, { body });
  /** The server once the sign-in is over. */
  const settled = async (): Promise<McpServer> => {
    await expect.poll(async () => (await serverNow(house, server)).sign_in?.state).not.toBe('waiting');
    await expect.poll(async () => (await serverNow(house, server)).state).not.toBe('connecting');
    return serverNow(house, server);
  };
  /** All the way through; gives how it ended. */
  const signIn = async (body: object = {}): Promise<McpServer> => {
    const begun = await begin(body);
    if (begun.status !== 200) throw new Error(JSON.stringify(begun.body));
    await fetch(await provider.browse(begun.body.authorization_url));
    return settled();
  };
  return { provider, house, server, begin, settled, signIn, chosen, seen };
}

test('the owner signs in with their browser, and sessions reach the server with a token that nobody but the vault has', async () => {
  const { provider, house, server, signIn } = await openAt();
  expect(server).toMatchObject({ state: 'failed', sign_in: { state: 'none' } });
  const after = await signIn();
  expect(after).toMatchObject({
    state: 'ok',
    sign_in: {
      state: 'signed_in',
      host: new URL(provider.url).host,
      scopes: ['notes.read', 'notes.write'],
      credential_id: expect.stringMatching(/^vcrd_/),
      problem: null,
    },
  });
  expect(provider.registered).toMatchObject([
    { client_name: 'Holdfast', token_endpoint_auth_method: 'none', redirect_uris: [expect.any(String)] },
  ]);
  await switchOn(house, server);
  expect((await callThrough(house)).said).toEqual(['Found.']);

  // as a credential of a vault: everything but its secrets is shown
  const { data } = (await house.api('/holdfast/v1/vaults')).body;
  expect(data).toMatchObject([
    {
      name: 'MCP servers',
      credentials: [
        {
          name: 'notes',
          state: 'ready',
          auth: {
            type: 'mcp_oauth',
            mcp_server_url: provider.mcp,
            expires_at: expect.any(String),
            refresh: { token_endpoint: `${provider.url}/token`, client_id: 'client-of-holdfast' },
          },
        },
      ],
    },
  ]);
  await house.holdfast.close();
  expect(provider.secrets.length).toBeGreaterThan(2);
  for (const file of filesBelow(house.dataDir)) {
    const bytes = readFileSync(file);
    for (const secret of provider.secrets) expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false);
  }
});

test('a token that is about to end is renewed for whoever calls next', async () => {
  const { provider, house, server, signIn } = await openAt({ token: { expires_in: 30 } });
  expect(await signIn()).toMatchObject({ state: 'ok' });
  await switchOn(house, server);
  expect((await callThrough(house)).said).toEqual(['Found.']);
  const kinds = provider.grants.map((form) => form.get('grant_type'));
  expect(kinds[0]).toBe('authorization_code');
  expect(kinds).toContain('refresh_token');
  expect(provider.grants.at(-1)?.get('resource')).toBe(provider.mcp);
});

test('signing out forgets the tokens; signing in again takes the same place in the vault', async () => {
  const { house, server, signIn } = await openAt();
  const first = await signIn();
  const again = await signIn();
  expect(again.sign_in?.credential_id).toBe(first.sign_in?.credential_id);
  const out = await house.api(`/holdfast/v1/mcp/servers/${server.id}/sign-out`, { body: {}, method: 'POST' });
  expect(out.body).toMatchObject({ state: 'failed', sign_in: { state: 'none', credential_id: null } });
  expect((await house.api('/holdfast/v1/vaults')).body.data).toMatchObject([{ credentials: [] }]);
});

test('a client that the owner registered signs in without a registration, with its secret where it has one', async () => {
  const { provider, begin, signIn } = await openAt({ metadata: { registration_endpoint: undefined } });
  const needed = await begin();
  expect(needed).toMatchObject({ status: 400, body: { error: { code: 'mcp_client_needed' } } });
  const after = await signIn({
    client_id: 'of-the-owner',
    client_secret: 'client-secret-CANARY-77',
    scope: 'notes.read',
  });
  expect(after).toMatchObject({ state: 'ok', sign_in: { scopes: ['notes.read'] } });
  const request = provider.requests.findLast(({ path }) => path === '/token');
  const pair = Buffer.from('of-the-owner:client-secret-CANARY-77').toString('base64');
  expect(request?.headers.authorization).toBe(`Basic ${pair}`);
});

/** How a sign-in fails whose server says this, and what was sent to its token endpoint. */
async function failure(
  says: Says,
): Promise<{ code: string | undefined; asked: number; provider: OauthServer }> {
  const { provider, begin, settled, house, server } = await openAt(says);
  const begun = await begin();
  if (begun.status === 200) {
    await fetch(await provider.browse(begun.body.authorization_url));
    const after = await settled();
    expect(after.sign_in?.credential_id).toBeNull();
    return { code: after.sign_in?.problem?.code, asked: provider.grants.length, provider };
  }
  expect((await serverNow(house, server)).sign_in).toMatchObject({
    state: 'failed',
    problem: { code: begun.body.error.code },
  });
  return { code: begun.body.error.code, asked: provider.grants.length, provider };
}

test.each<[string, Says, string]>([
  ['metadata of another issuer', { metadata: { issuer: 'https://honest.example' } }, 'mcp_sign_in_mismatch'],
  [
    'metadata for another server',
    { resource: { resource: 'https://other.example/mcp' } },
    'mcp_sign_in_mismatch',
  ],
  [
    'metadata that lead to another host',
    { redirectTo: 'http://169.254.169.254/latest' },
    'mcp_sign_in_mismatch',
  ],
  ['an answer of another server', { back: { iss: 'https://honest.example' } }, 'mcp_sign_in_mismatch'],
  ['an answer without the name that was promised', { back: { iss: null } }, 'mcp_sign_in_mismatch'],
  [
    'no protection of the code',
    { metadata: { code_challenge_methods_supported: ['plain'] } },
    'mcp_sign_in_not_offered',
  ],
  [
    'a token endpoint without encryption',
    { metadata: { token_endpoint: 'http://tokens.example/' } },
    'mcp_sign_in_mismatch',
  ],
  ['metadata that are no metadata', { metadata: { token_endpoint: 7 } }, 'mcp_sign_in_failed'],
  ['a no in the browser', { back: { code: null, error: 'access_denied' } }, 'mcp_sign_in_denied'],
])('%s ends it before a code is sent anywhere', async (_name, says, code) => {
  expect(await failure(says)).toMatchObject({ code, asked: 0 });
});

test.each<[string, Says, string]>([
  ['more rights than were asked for', { token: { scope: 'notes.read everything' } }, 'mcp_sign_in_mismatch'],
  ['a token of another kind', { token: { token_type: 'mac' } }, 'mcp_sign_in_failed'],
  ['a token that no header can carry', { token: { access_token: 'a b\r\nc-1234567' } }, 'mcp_sign_in_failed'],
  ['a refusal', { tokenStatus: 400, token: { error: 'invalid_grant' } }, 'mcp_sign_in_failed'],
])('%s from the token endpoint is not kept', async (_name, says, code) => {
  expect(await failure(says)).toMatchObject({ code, asked: 1 });
});

test('an answer with another state changes nothing and ends nothing; the right one counts once', async () => {
  const { provider, begin, settled, house, server } = await openAt();
  const { authorization_url } = (await begin()).body;
  const back = new URL(await provider.browse(authorization_url));
  const forged = new URL(back);
  forged.searchParams.set('state', 'x'.repeat(43));
  expect((await fetch(forged)).status).toBe(400);
  const elsewhere = new URL(back);
  elsewhere.hostname = 'localhost';
  const named = await fetch(elsewhere).then(
    ({ status }) => status,
    () => 404,
  );
  expect(named).toBe(404);
  expect((await serverNow(house, server)).sign_in?.state).toBe('waiting');
  expect((await fetch(back)).status).toBe(200);
  expect(await settled()).toMatchObject({ state: 'ok', sign_in: { state: 'signed_in' } });
  // replayed, also with its right state: nobody listens any more
  await expect(fetch(back)).rejects.toThrow();
  expect(provider.grants).toHaveLength(1);
});

test('a code that somebody else used first is refused by the server, and that is said', async () => {
  const { provider, begin, settled } = await openAt();
  const { authorization_url } = (await begin()).body;
  const back = await provider.browse(authorization_url);
  await fetch(`${provider.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ code: new URL(back).searchParams.get('code') ?? '' }),
  });
  await fetch(back);
  expect((await settled()).sign_in).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_sign_in_failed', message: expect.stringContaining('invalid_grant') },
  });
});

test('a server of the wide network cannot lead the sign-in into the owner’s own', async () => {
  const { provider, house } = await openAt();
  const outside = await add(house, 'outside', { type: 'http', url: provider.mcp });
  const before = provider.requests.length;
  const begun = await house.api(`/holdfast/v1/mcp/servers/${outside.id}/sign-in`, { body: {} });
  expect(begun.body.error.code).toBe('egress_refused');
  expect(provider.requests).toHaveLength(before);
});

test('where the vault cannot keep a token that is said before anybody is asked', async () => {
  const provider = await startOauthServer();
  const house = await openHouse();
  const server = await add(house, 'notes', { type: 'http', url: provider.mcp, may_be_private: true });
  const before = provider.requests.length;
  const begun = await house.api(`/holdfast/v1/mcp/servers/${server.id}/sign-in`, { body: {} });
  expect(begun.body.error.code).toBe('vault_locked');
  expect(provider.requests).toHaveLength(before);
});

test('a server that wants further rights says which, and signing in anew asks for them', async () => {
  const { provider, house, server, signIn } = await openAt({ wantsScope: 'notes.admin' });
  const after = await signIn();
  expect(after).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_authentication_failed', message: expect.stringContaining('notes.admin') },
  });
  provider.says.wantsScope = undefined;
  expect(await signIn({ scope: 'notes.read notes.admin' })).toMatchObject({
    state: 'ok',
    sign_in: { scopes: ['notes.read', 'notes.admin'] },
  });
  await house.api(`/holdfast/v1/mcp/servers/${server.id}`, { method: 'DELETE' });
  expect((await house.api('/holdfast/v1/vaults')).body.data).toMatchObject([{ credentials: [] }]);
});

test('a server that is moved while its owner signs in gets none of the tokens', async () => {
  const { provider, house, server, begin } = await openAt();
  const elsewhere = await startOauthServer();
  const { authorization_url } = (await begin()).body;
  const back = await provider.browse(authorization_url);
  const transport = { type: 'http', url: elsewhere.mcp, may_be_private: true };
  const moved = await house.api(`/holdfast/v1/mcp/servers/${server.id}`, { body: { transport } });
  expect(moved.body.sign_in).toMatchObject({ state: 'none', credential_id: null });
  // nobody listens any more
  await expect(fetch(back)).rejects.toThrow();
  expect(provider.grants).toEqual([]);
  expect((await house.api('/holdfast/v1/vaults')).body.data).toEqual([]);
  expect(elsewhere.tokens.filter((token) => token !== '')).toEqual([]);
});

test('of two servers at one address one is signed in, and signing in at another path leaves no tokens behind', async () => {
  const { provider, house, server, signIn } = await openAt();
  const first = await signIn();
  const twin = await add(house, 'twin', { type: 'http', url: `${provider.mcp}/`, may_be_private: true });
  const refused = await house.api(`/holdfast/v1/mcp/servers/${twin.id}/sign-in`, { body: {} });
  expect(refused.body.error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('notes'),
  });
  expect((await serverNow(house, twin)).sign_in?.state).toBe('none');

  const transport = { type: 'http', url: `${provider.mcp}?of=me`, may_be_private: true };
  await house.api(`/holdfast/v1/mcp/servers/${server.id}`, { body: { transport } });
  const again = await signIn();
  expect(again).toMatchObject({ state: 'ok', sign_in: { state: 'signed_in' } });
  expect(again.sign_in?.credential_id).not.toBe(first.sign_in?.credential_id);
  const { data } = (await house.api('/holdfast/v1/vaults')).body;
  expect(data).toMatchObject([{ credentials: [{ id: again.sign_in?.credential_id }] }]);
});

test('a server that lets everybody in, and never ends its answer, is signed in to all the same', async () => {
  const { provider, begin } = await openAt();
  provider.says.isOpen = true;
  expect(await begin()).toMatchObject({ status: 200, body: { server: { sign_in: { state: 'waiting' } } } });
});

test('a token for longer than anybody means is one of which nobody knows how long', async () => {
  const { house, signIn } = await openAt({ token: { expires_in: 1e300 } });
  expect(await signIn()).toMatchObject({ state: 'ok', sign_in: { state: 'signed_in' } });
  expect((await house.api('/holdfast/v1/vaults')).body.data).toMatchObject([
    { credentials: [{ auth: { expires_at: null } }] },
  ]);
});

test('from the window the desktop opens the page, and its address is in no answer; a no there ends it', async () => {
  const { provider, house, server, chosen, seen, settled } = await openAt();
  const path = `/holdfast/v1/mcp/servers/${server.id}/sign-in`;
  chosen.program = false;
  const refused = await house.window(path, { body: {} });
  expect(refused.body).toMatchObject({ authorization_url: null, server: { sign_in: { state: 'none' } } });
  chosen.program = true;
  const begun = await house.window(path, { body: {} });
  expect(JSON.stringify(begun.body)).not.toContain('code_challenge');
  expect(begun.body.server.sign_in).toMatchObject({ state: 'waiting', host: new URL(provider.url).host });
  await fetch(await provider.browse(seen.at(-1) ?? ''));
  expect(await settled()).toMatchObject({ state: 'ok' });
  expect((await house.client(path, { body: {} })).status).toBe(403);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}
