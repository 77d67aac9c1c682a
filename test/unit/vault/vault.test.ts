import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { createVault, environmentKeyPort, type KeyPort, type Vault } from '../../../core/vault/index.ts';
import { commands, queries } from '../../../core/vault/worker.ts';
import { openSafe } from './safe-port.ts';

const secret = 'sk-ant-api03-NEVER-IN-THE-FILE-0123456789';
const runtime = systemRuntime();

function newFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-vault-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

type Opened = Vault & { resolveCredential: ReturnType<typeof openSafe>['resolve'] };

/** Opens a vault on real files for the length of one callback: what follows sees only what was written. */
async function withVault<T>(
  dataDir: string,
  keyPort: KeyPort,
  use: (vault: Opened, data: ReturnType<typeof openLocalData>) => Promise<T>,
): Promise<T> {
  const tamper = {
    sql: (tx: { run(sql: string, ...values: string[]): number }, input: { sql: string; values: string[] }) =>
      tx.run(input.sql, ...input.values),
  };
  const data = openLocalData({
    dataDir,
    runtime,
    rooms: { vault: { commands, queries }, test: { commands: tamper, queries: {} } },
  });
  try {
    const { port, resolve } = openSafe();
    const vault = createVault({ data, keyPort, runtime, safe: port });
    return await use({ ...vault, resolveCredential: resolve }, data);
  } finally {
    await data.close();
  }
}

const passphrase = (HOLDFAST_KEY: string) =>
  environmentKeyPort({ env: { HOLDFAST_KEY }, random: runtime.random });

/** A keychain that is only a name and an XOR: enough to tell backends apart. */
function keychain(backend: string, pattern: number): KeyPort {
  const flip = async (bytes: Uint8Array) => bytes.map((byte) => byte ^ pattern);
  return { backend, wrap: flip, unwrap: flip };
}

function bytesOnDisk(dataDir: string): Buffer {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

test('a secret survives a restart and is described without its value', async () => {
  const dataDir = newFolder();
  const described = {
    name: 'model',
    hosts: ['api.example.com', 'localhost:8080'],
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    state: 'ready',
    is_kept: true,
  };
  await withVault(dataDir, passphrase('correct horse'), async (vault) => {
    expect(await vault.status()).toMatchObject({ state: 'empty' });
    const hosts = ['API.example.com', 'localhost:8080', 'api.example.com:443'];
    expect(await vault.put('model', ` ${secret}\n`, hosts)).toEqual(described);
  });
  await withVault(dataDir, passphrase('correct horse'), async (vault) => {
    expect(await vault.describe()).toEqual([described]);
    expect(await vault.status()).toEqual({
      state: 'ready',
      backend: 'environment',
      is_plain_text: false,
      sentence: 'Stored keys are protected by “environment”.',
    });
    expect(await vault.resolveCredential('model')).toEqual({ value: secret, hosts: described.hosts });
    expect(await vault.resolveCredential('other')).toBeUndefined();
  });
});

test('only ciphertext is on the disk, in the main file and in the WAL', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, passphrase('correct horse'), async (vault) => {
    await vault.put('model', secret, ['control-text.example.com']);
    const whileOpen = bytesOnDisk(dataDir);
    expect(whileOpen.includes('control-text.example.com')).toBe(true);
    for (const form of formsOf(secret)) expect(whileOpen.includes(form)).toBe(false);
  });
  const closed = bytesOnDisk(dataDir);
  expect(closed.includes('control-text.example.com')).toBe(true);
  for (const form of [...formsOf(secret), ...formsOf('correct horse')])
    expect(closed.includes(form)).toBe(false);
});

function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('base64')),
    Buffer.from(text, 'utf16le'),
  ];
}

test('hosts or name changed in the file make the credential unusable at the next start, not usable elsewhere', async () => {
  const dataDir = newFolder();
  const keyPort = passphrase('correct horse');
  const change = (text: string, ...values: string[]) =>
    withVault(dataDir, keyPort, (_, data) => data.command('test.sql', { sql: text, values }));
  await withVault(dataDir, keyPort, async (vault) => {
    await vault.put('model', secret, ['api.example.com']);
    await vault.put('mail', secret, ['mail.example.com']);
  });
  await change('UPDATE credentials SET hosts = ? WHERE name = ?', '["evil.example.com"]', 'model');
  await change('UPDATE credentials SET name = ? WHERE name = ?', 'letters', 'mail');
  await withVault(dataDir, keyPort, async (vault) => {
    for (const name of ['model', 'letters']) {
      const error: unknown = await vault.resolveCredential(name).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'vault_locked' });
      expect(String(error)).not.toContain(secret);
    }
    expect((await vault.describe()).map(({ name, state }) => [name, state])).toEqual([
      ['letters', 'locked'],
      ['model', 'locked'],
    ]);
  });
  await change('UPDATE credentials SET hosts = ? WHERE name = ?', '["api.example.com"]', 'model');
  await withVault(dataDir, keyPort, async (vault) => {
    expect(await vault.resolveCredential('model')).toMatchObject({ value: secret });
  });
});

test('a changed backend locks the vault, says so and resets nothing', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, keychain('gnome_libsecret', 0x5a), (vault) =>
    vault.put('model', secret, ['api.example.com']),
  );
  await withVault(dataDir, keychain('basic_text', 0x5a), async (vault) => {
    const status = await vault.status();
    expect(status).toMatchObject({ state: 'locked', backend: 'basic_text' });
    expect(status.sentence).toContain('“gnome_libsecret”');
    expect(status.sentence).toContain('untouched');
    expect(await vault.describe()).toMatchObject([{ name: 'model', state: 'locked' }]);
    await expect(vault.resolveCredential('model')).rejects.toMatchObject({ code: 'vault_locked' });
    await expect(vault.put('mail', secret, ['mail.example.com'])).rejects.toMatchObject({
      code: 'vault_locked',
    });
  });
  await withVault(dataDir, keychain('gnome_libsecret', 0x5a), async (vault) => {
    expect(await vault.resolveCredential('model')).toEqual({ value: secret, hosts: ['api.example.com'] });
  });
});

test('the wrong passphrase or a keychain that cannot open the key locks, and the right one opens again', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, passphrase('right'), (vault) => vault.put('model', secret, ['api.example.com']));
  await withVault(dataDir, passphrase('wrong'), async (vault) => {
    expect(await vault.status()).toMatchObject({ state: 'locked' });
    await expect(vault.resolveCredential('model')).rejects.toMatchObject({ code: 'vault_locked' });
  });
  await withVault(dataDir, passphrase('right'), async (vault) => {
    expect(await vault.resolveCredential('model')).toMatchObject({ value: secret });
  });
  const other = newFolder();
  await withVault(other, keychain('keychain', 1), (vault) => vault.put('model', secret, ['api.example.com']));
  await withVault(other, keychain('keychain', 2), async (vault) => {
    expect(await vault.describe()).toMatchObject([{ state: 'locked' }]);
    expect(await vault.status()).toMatchObject({ state: 'locked' });
  });
});

test('removing the last locked credential is the owner’s way out', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, keychain('old', 1), (vault) => vault.put('model', secret, ['api.example.com']));
  await withVault(dataDir, keychain('new', 2), async (vault) => {
    expect(await vault.remove('model')).toBe(true);
    expect(await vault.remove('model')).toBe(false);
    expect(await vault.status()).toMatchObject({ state: 'empty' });
    await vault.put('model', 'another-secret', ['api.example.com']);
    expect(await vault.resolveCredential('model')).toMatchObject({ value: 'another-secret' });
  });
});

test('without HOLDFAST_KEY secrets are held in memory only, beside locked ones', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, passphrase('right'), (vault) => vault.put('mail', secret, ['mail.example.com']));
  const keyPort = environmentKeyPort({ env: {}, random: runtime.random });
  expect(keyPort.warning).toContain('HOLDFAST_KEY');
  await withVault(dataDir, keyPort, async (vault) => {
    await vault.put('model', secret, ['api.example.com']);
    expect(await vault.resolveCredential('model')).toEqual({ value: secret, hosts: ['api.example.com'] });
    expect(await vault.describe()).toMatchObject([
      { name: 'mail', state: 'locked', is_kept: true },
      { name: 'model', state: 'ready', is_kept: false },
    ]);
  });
  await withVault(dataDir, passphrase('right'), async (vault) => {
    expect((await vault.describe()).map(({ name, state }) => [name, state])).toEqual([['mail', 'ready']]);
  });
});

test('a held secret stands before the stored one, is never written and leaves the stored one alone', async () => {
  const dataDir = newFolder();
  const held = 'sk-held-in-memory-only-0123456789';
  await withVault(dataDir, passphrase('right'), async (vault) => {
    await vault.put('model', secret, ['api.example.com']);
    expect(await vault.hold('model', held, ['localhost:9'])).toMatchObject({
      is_kept: false,
      hosts: ['localhost:9'],
    });
    expect(await vault.resolveCredential('model')).toEqual({ value: held, hosts: ['localhost:9'] });
    expect(await vault.describe()).toMatchObject([{ name: 'model', is_kept: false }]);
    expect(bytesOnDisk(dataDir).includes(held)).toBe(false);
  });
  await withVault(dataDir, passphrase('right'), async (vault) => {
    expect(await vault.resolveCredential('model')).toEqual({ value: secret, hosts: ['api.example.com'] });
  });
});

test('the same secret is sealed differently each time, and two first uses at once keep one key', async () => {
  const dataDir = newFolder();
  await withVault(dataDir, passphrase('right'), async (vault, data) => {
    await Promise.all([
      vault.put('one', secret, ['a.example.com']),
      vault.put('two', secret, ['a.example.com']),
    ]);
    const rows = (await data.query('vault.listCredentials', {})) as {
      ciphertext: Uint8Array;
      nonce: Uint8Array;
    }[];
    expect(new Set(rows.map((row) => Buffer.from(row.ciphertext).toString('hex'))).size).toBe(2);
    expect(await vault.describe()).toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
  });
});

test.each([
  ['a name that is no name', 'My Key', secret, ['api.example.com']],
  ['an empty secret', 'model', '  ', ['api.example.com']],
  ['a line break in the secret', 'model', `${secret}\r\nx: y`, ['api.example.com']],
  ['a secret no header can carry', 'model', 'schlüssel', ['api.example.com']],
  ['no host', 'model', secret, []],
])('%s is refused without repeating the secret', async (_what, name, value, hosts) => {
  await withVault(newFolder(), passphrase('right'), async (vault) => {
    const error: unknown = await vault.put(name, value, hosts).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(JSON.stringify(error) + String(error)).not.toContain(secret);
    expect(await vault.describe()).toEqual([]);
  });
});
