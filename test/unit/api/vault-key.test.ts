import { expect, test } from 'vitest';
import { environmentKeyPort, type KeyPort } from '../../../core/vault/index.ts';
import { openHouse, scratchFolder } from './house.ts';

const words = 'violet harbour seven lanterns';

/** What a Linux desktop without a keyring has: the key is hidden, and by nothing secret. */
const plainText: KeyPort = {
  backend: 'basic_text',
  isPlainText: true,
  wrap: async (key) => key.map((byte) => byte ^ 90),
  unwrap: async (key) => key.map((byte) => byte ^ 90),
};
const outside = { backend: 'basic_text', is_plain_text: true, is_usable: true, is_lasting: true };

async function addCredential({ api }: Awaited<ReturnType<typeof openHouse>>): Promise<string> {
  const vault = await api('/v1/vaults', { body: { display_name: 'Work' } });
  await api(`/v1/vaults/${vault.body.id}/credentials`, {
    body: {
      auth: {
        type: 'static_bearer',
        mcp_server_url: 'https://mcp.example.com',
        token: 'token-CANARY-71f00ac3',
      },
    },
  });
  return vault.body.id;
}

test('the owner sets a passphrase; at the next start the house works, its credentials are locked, and one unlocking opens them', async () => {
  const dataDir = scratchFolder();
  const first = await openHouse({ dataDir, keyPort: plainText });
  expect((await first.window('/holdfast/v1/vault')).body).toEqual({
    backend: 'basic_text',
    is_plain_text: true,
    sentence:
      'Stored keys are only hidden by “basic_text”, not protected: this system has no keychain that Holdfast can use.',
    state: 'empty',
    locked_because: null,
    passphrase: 'none',
    environment_key: 'none',
    outside,
  });
  const vaultId = await addCredential(first);
  const set = await first.window('/holdfast/v1/vault/passphrase', { body: { passphrase: words } });
  const open = {
    backend: 'passphrase',
    is_plain_text: false,
    sentence: 'Stored keys are protected by your passphrase.',
    state: 'ready',
    locked_because: null,
    passphrase: 'open',
    environment_key: 'none',
    outside,
  };
  expect(set).toMatchObject({ status: 200, body: open });
  await first.holdfast.close();

  const house = await openHouse({ dataDir, keyPort: plainText });
  expect((await house.window('/holdfast/v1/status')).body.key_storage).toEqual({
    ...open,
    sentence:
      'The vault is locked with your passphrase. Stored keys are untouched; they are used again once you unlock it.',
    state: 'locked',
    locked_because: 'passphrase',
    passphrase: 'locked',
    environment_key: 'none',
  });
  expect((await house.window('/holdfast/v1/vaults')).body.data[0].credentials).toMatchObject([
    { state: 'locked' },
  ]);
  const refused = await house.api(`/v1/vaults/${vaultId}/credentials`, {
    body: {
      auth: { type: 'static_bearer', mcp_server_url: 'https://two.example.com', token: 'token-CANARY-00000' },
    },
  });
  expect(refused).toMatchObject({
    status: 423,
    body: { error: { details: { error_code: 'vault_locked' } } },
  });
  // what needs no credential goes on
  await house.typed.call('createSession', { body: {} });
  // the chains say so and do not take it for a forgery
  const verified = (body: { ok: boolean; seal: { state: string } }) => [body.ok, body.seal.state];
  expect(verified((await house.api('/holdfast/v1/audit/verify', { body: {} })).body)).toEqual([
    true,
    'key_unavailable',
  ]);

  const wrong = await house.window('/holdfast/v1/vault/unlock', {
    body: { passphrase: 'not these words at all' },
  });
  expect(wrong.status).toBe(403);
  expect(wrong.body.error).toMatchObject({
    code: 'passphrase_wrong',
    message: 'This is not the passphrase of the vault. Nothing was changed.',
    details: { error_code: 'passphrase_wrong', retry_after_ms: 0 },
  });
  expect(JSON.stringify(wrong.body)).not.toContain('not these words');
  expect((await house.window('/holdfast/v1/vault/unlock', { body: { passphrase: words } })).body).toEqual(
    open,
  );
  expect((await house.window('/holdfast/v1/vaults')).body.data[0].credentials).toMatchObject([
    { state: 'ready' },
  ]);
  await house.api('/holdfast/v1/audit/export');
  expect(verified((await house.api('/holdfast/v1/audit/verify', { body: {} })).body)).toEqual([
    true,
    'sealed',
  ]);

  expect((await house.window('/holdfast/v1/vault/lock', { body: {} })).body).toMatchObject({
    passphrase: 'locked',
    environment_key: 'none',
  });
  const removed = await house.window('/holdfast/v1/vault/passphrase/remove', { body: { current: words } });
  expect(removed.body).toMatchObject({ state: 'ready', backend: 'basic_text', passphrase: 'none' });
});

test('a client’s token reaches nothing of it, and an unknown field is refused', async () => {
  const house = await openHouse({ keyPort: plainText });
  for (const [path, body] of [
    ['/holdfast/v1/vault', undefined],
    ['/holdfast/v1/vault/unlock', { passphrase: words }],
    ['/holdfast/v1/vault/lock', {}],
    ['/holdfast/v1/vault/passphrase', { passphrase: words }],
    ['/holdfast/v1/vault/passphrase/remove', { current: words }],
  ] as const)
    expect((await house.client(path, body === undefined ? {} : { body })).status, path).toBe(403);
  const { status } = await house.owner('/holdfast/v1/vault/passphrase', {
    body: { passphrase: words, keep: true },
  });
  expect(status).toBe(400);
  expect((await house.owner('/holdfast/v1/vault/unlock', { body: { passphrase: words } })).status).toBe(409);
});

test('what the window changes is told to it, and a backup from before the passphrase opens as it was', async () => {
  const dataDir = scratchFolder();
  const house = await openHouse({ dataDir, keyPort: plainText });
  await addCredential(house);
  const { body: backup } = await house.api('/holdfast/v1/backups', { body: {} });
  const heard = new Promise<void>((resolve) => {
    house.holdfast.onChange(({ topic }) => (topic === 'vaults' ? resolve() : undefined));
  });
  await house.window('/holdfast/v1/vault/passphrase', { body: { passphrase: words } });
  await heard;
  await house.api('/holdfast/v1/backups/restore', { body: { backup_id: backup.id } });
  expect((await house.window('/holdfast/v1/vault')).body).toMatchObject({
    state: 'ready',
    passphrase: 'none',
    environment_key: 'none',
  });
  expect((await house.window('/holdfast/v1/vaults')).body.data[0].credentials).toMatchObject([
    { state: 'ready' },
  ]);
});

test('HOLDFAST_KEY unlocks what was set in the app', async () => {
  const dataDir = scratchFolder();
  const app = await openHouse({ dataDir, keyPort: plainText });
  await addCredential(app);
  await app.window('/holdfast/v1/vault/passphrase', { body: { passphrase: words } });
  await app.holdfast.close();
  const random = {
    bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    unit: Math.random,
  };
  const command = await openHouse({
    dataDir,
    keyPort: environmentKeyPort({ env: { HOLDFAST_KEY: words }, random }),
  });
  expect((await command.api('/holdfast/v1/vault')).body).toMatchObject({
    state: 'ready',
    passphrase: 'open',
    environment_key: 'none',
  });
  expect((await command.api('/holdfast/v1/vaults')).body.data[0].credentials).toMatchObject([
    { state: 'ready' },
  ]);
});
