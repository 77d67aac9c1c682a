import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type Runtime, systemRuntime } from '../../../core/base/index.ts';
import type { DataPort } from '../../../core/db/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import {
  createHouseKey,
  createVault,
  environmentKeyPort,
  type HouseKey,
  type KeyPort,
  type KeyRing,
  openKeyRing,
  type Vault,
} from '../../../core/vault/index.ts';
import { commands, houseKeyStore, keyRingStore, queries } from '../../../core/vault/worker.ts';
import { openSafe } from './safe-port.ts';

const secret = 'sk-ant-api03-NEVER-IN-THE-FILE-0123456789';
const words = 'violet harbour seven lanterns';
const otherWords = 'copper meadow eleven ravens';
const system = systemRuntime();
const content = Buffer.from('what is sealed');

/** Time that stands still until it is told to go on. */
function stoppedClock() {
  let now = 1000;
  const clock = { ...system.clock, monotonic: () => now };
  const pass = (ms: number) => {
    now += ms;
  };
  return { runtime: { ...system, clock } satisfies Runtime, pass };
}

/** A keychain that is only a name and an XOR: enough to tell backends apart. */
function keychain(backend: string, pattern = 0x5a): KeyPort {
  const flip = async (bytes: Uint8Array) => bytes.map((byte) => byte ^ pattern);
  return { backend, wrap: flip, unwrap: flip };
}

function newFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-ring-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

interface Opened {
  ring: KeyRing;
  vault: Vault;
  houseKey: HouseKey;
  resolve: ReturnType<typeof openSafe>['resolve'];
}

/** One start of Holdfast on real files; `between` stands between the ring and its data. */
async function withRing<T>(
  dataDir: string,
  outside: KeyPort,
  use: (opened: Opened) => Promise<T>,
  {
    runtime = system,
    between = (data) => data,
  }: { runtime?: Runtime; between?: (data: DataPort) => DataPort } = {},
): Promise<T> {
  const rooms = { vault: { commands, queries }, houseKey: houseKeyStore, keyRing: keyRingStore };
  const data = openLocalData({ dataDir, runtime, rooms });
  try {
    const ring = await openKeyRing({
      data: between(data),
      outside,
      runtime,
      cost: { n: 2 ** 10, r: 8, p: 1 },
    });
    const { port, resolve } = openSafe();
    const houseKey = createHouseKey({ data, keyPort: ring, random: runtime.random });
    const vault = createVault({ data, keyPort: ring, runtime, safe: port });
    return await use({ ring, vault, houseKey, resolve });
  } finally {
    await data.close();
  }
}

/** A credential and a seal of the house, kept by the keychain. */
async function filled(
  outside: KeyPort,
): Promise<{ dataDir: string; seal: { keyId: number; mac: Uint8Array } }> {
  const dataDir = newFolder();
  const seal = await withRing(dataDir, outside, async ({ vault, houseKey }) => {
    await vault.put('model', secret, ['api.example.com']);
    return houseKey.mac('profile chain', content);
  });
  if (seal === null) throw new Error('nothing was sealed');
  return { dataDir, seal };
}

/** What the tables say of keys and credentials. */
function stored(dataDir: string) {
  const db = new Database(join(dataDir, 'holdfast.db'), { readonly: true });
  const all = (sql: string) => db.prepare<[], Record<string, unknown>>(sql).all();
  const found = {
    passphrases: all('SELECT * FROM vault_passphrase').length,
    backends: [...all('SELECT backend FROM vault_key'), ...all('SELECT backend FROM house_keys')].map(
      ({ backend }) => backend,
    ),
    wraps: [...all('SELECT wrapped FROM vault_key'), ...all('SELECT wrapped FROM house_keys')],
    credentials: all('SELECT * FROM credentials'),
  };
  db.close();
  return found;
}

function bytesOnDisk(dataDir: string): Buffer {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it went through',
    (error: unknown) => error,
  );

/** Everything opens: the credential, and a new seal of the house as well as the old one. */
async function expectOpen({ vault, houseKey, resolve }: Opened, seal: { keyId: number; mac: Uint8Array }) {
  expect(await vault.status()).toMatchObject({ state: 'ready' });
  expect(await resolve('model')).toEqual({ value: secret, hosts: ['api.example.com'] });
  expect(await houseKey.check('profile chain', content, seal)).toBe('right');
  expect(await houseKey.mac('profile chain', content)).toMatchObject({ keyId: seal.keyId });
}

test('a passphrase that is set takes the keys over without touching a credential, and is asked for at the next start', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  const before = stored(dataDir);
  await withRing(dataDir, outside, async (opened) => {
    expect(opened.ring.passphraseState).toBe('none');
    await opened.ring.setPassphrase({ passphrase: words });
    expect(opened.ring.passphraseState).toBe('open');
    await expectOpen(opened, seal);
    expect((await opened.vault.status()).sentence).toBe('Stored keys are protected by your passphrase.');
  });
  const after = stored(dataDir);
  expect(after).toMatchObject({ passphrases: 1, backends: ['passphrase', 'passphrase'] });
  expect(after.credentials).toEqual(before.credentials);

  await withRing(dataDir, outside, async (opened) => {
    const { ring, vault, houseKey, resolve } = opened;
    expect(ring.passphraseState).toBe('locked');
    expect(await vault.status()).toMatchObject({
      state: 'locked',
      backend: 'passphrase',
      is_plain_text: false,
    });
    expect(await vault.describe()).toMatchObject([{ name: 'model', state: 'locked' }]);
    expect(await errorOf(resolve('model'))).toMatchObject({ code: 'vault_locked' });
    expect(await errorOf(vault.put('mail', secret, ['mail.example.com']))).toMatchObject({
      code: 'vault_locked',
    });
    expect(await houseKey.mac('profile chain', content)).toBe(null);
    expect(await houseKey.check('profile chain', content, seal)).toBe('unknown');
    await ring.unlock(`  ${words} `);
    await expectOpen(opened, seal);
  });
  expect(stored(dataDir)).toEqual(after);
});

test('neither the passphrase nor the wrap that came before it is left on the disk', async () => {
  const outside = keychain('basic_text');
  const { dataDir } = await filled(outside);
  const before = stored(dataDir).wraps.map(({ wrapped }) => Buffer.from(wrapped as Uint8Array));
  expect(before.map((wrap) => bytesOnDisk(dataDir).includes(wrap))).toEqual([true, true]);
  await withRing(dataDir, outside, async ({ ring }) => {
    await ring.setPassphrase({ passphrase: words });
    const now = bytesOnDisk(dataDir);
    expect(before.map((wrap) => now.includes(wrap))).toEqual([false, false]);
    expect([Buffer.from(words), Buffer.from(words, 'utf16le')].map((form) => now.includes(form))).toEqual([
      false,
      false,
    ]);
  });
});

test('a changed passphrase opens, the old one no longer does, and removing it gives the keys back', async () => {
  const outside = keychain('gnome_libsecret');
  const { dataDir, seal } = await filled(outside);
  const before = stored(dataDir);
  await withRing(dataDir, outside, async (opened) => {
    const { ring } = opened;
    await ring.setPassphrase({ passphrase: words });
    expect(await errorOf(ring.setPassphrase({ passphrase: otherWords }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(await errorOf(ring.setPassphrase({ passphrase: otherWords, current: otherWords }))).toMatchObject({
      code: 'passphrase_wrong',
    });
    await ring.setPassphrase({ passphrase: otherWords, current: words });
    await expectOpen(opened, seal);
  });
  await withRing(dataDir, outside, async (opened) => {
    expect(await errorOf(opened.ring.unlock(words))).toMatchObject({ code: 'passphrase_wrong' });
    await opened.ring.unlock(otherWords);
    await expectOpen(opened, seal);
    expect(await errorOf(opened.ring.removePassphrase(words))).toMatchObject({ code: 'passphrase_wrong' });
    await opened.ring.removePassphrase(otherWords);
    await expectOpen(opened, seal);
  });
  expect(stored(dataDir)).toEqual(before);
  await withRing(dataDir, outside, (opened) => expectOpen(opened, seal));
});

test('the passphrase can be changed without unlocking first, which unlocks', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  await withRing(dataDir, outside, ({ ring }) => ring.setPassphrase({ passphrase: words }));
  await withRing(dataDir, outside, async (opened) => {
    expect(await opened.vault.describe()).toMatchObject([{ state: 'locked' }]);
    await opened.ring.setPassphrase({ passphrase: otherWords, current: words });
    await expectOpen(opened, seal);
  });
});

test('wrong passphrases have to wait longer and longer, and the right one still opens', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  await withRing(dataDir, outside, ({ ring }) => ring.setPassphrase({ passphrase: words }));
  const { runtime, pass } = stoppedClock();
  await withRing(
    dataDir,
    outside,
    async (opened) => {
      const tried = async (passphrase: string) => {
        const error = await errorOf(opened.ring.unlock(passphrase));
        return error instanceof Error && 'code' in error && 'details' in error
          ? [error.code, error.details]
          : error;
      };
      expect(await tried('wrong words one')).toEqual(['passphrase_wrong', { retry_after_ms: 0 }]);
      expect(await tried('wrong words two')).toEqual(['passphrase_wrong', { retry_after_ms: 0 }]);
      expect(await tried('wrong words three')).toEqual(['passphrase_wrong', { retry_after_ms: 1000 }]);
      expect(await tried(words)).toEqual(['passphrase_wait', { retry_after_ms: 1000 }]);
      pass(1000);
      expect(await tried('wrong words four')).toEqual(['passphrase_wrong', { retry_after_ms: 2000 }]);
      pass(1500);
      expect(await tried(words)).toEqual(['passphrase_wait', { retry_after_ms: 500 }]);
      pass(500);
      expect(await tried(words)).toBe('it went through');
      await expectOpen(opened, seal);
      await opened.ring.lock();
      expect(await tried('wrong words five')).toEqual(['passphrase_wrong', { retry_after_ms: 0 }]);
      for (let tries = 0; tries < 9; tries += 1) {
        pass(60_000);
        await tried('wrong words');
      }
      expect(await tried(words)).toEqual(['passphrase_wait', { retry_after_ms: 60_000 }]);
    },
    { runtime },
  );
});

test('a locked vault holds no value any more, and unlocking brings them back', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  await withRing(dataDir, outside, async (opened) => {
    const { ring, vault, houseKey, resolve } = opened;
    expect(await errorOf(ring.lock())).toMatchObject({ code: 'conflict' });
    await ring.setPassphrase({ passphrase: words });
    await ring.lock();
    expect(await errorOf(resolve('model'))).toMatchObject({ code: 'vault_locked' });
    expect(await vault.describe()).toMatchObject([{ state: 'locked' }]);
    expect(await houseKey.mac('profile chain', content)).toBe(null);
    await ring.unlock(words);
    await expectOpen(opened, seal);
  });
});

test.each([
  ['setting', undefined, words],
  ['changing', words, otherWords],
  ['removing', words, null],
] as const)(
  'a crash in the middle of %s the passphrase leaves every old wrap, all of which open',
  async (_, first, next) => {
    const outside = keychain('basic_text');
    const { dataDir, seal } = await filled(outside);
    if (first) await withRing(dataDir, outside, ({ ring }) => ring.setPassphrase({ passphrase: first }));
    const before = stored(dataDir);
    // the vault's own key is written by then, the house's is not
    const db = new Database(join(dataDir, 'holdfast.db'));
    db.exec("CREATE TRIGGER halfway BEFORE UPDATE ON house_keys BEGIN SELECT RAISE(ABORT, 'power cut'); END");
    db.close();
    const change = ({ ring }: Opened) =>
      next === null
        ? ring.removePassphrase(words)
        : ring.setPassphrase({ passphrase: next, ...(first ? { current: first } : {}) });
    await withRing(dataDir, outside, async (opened) => {
      expect(await errorOf(change(opened))).toBeInstanceOf(Error);
      if (first) await opened.ring.unlock(first);
      await expectOpen(opened, seal);
    });
    expect(stored(dataDir)).toEqual(before);
    await withRing(dataDir, outside, async (opened) => {
      if (first) await opened.ring.unlock(first);
      await expectOpen(opened, seal);
    });
  },
);

test('a change that is in the file counts, also when its answer was lost', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  const between = (data: DataPort): DataPort => ({
    ...data,
    async command(name, input) {
      const answer = await data.command(name, input);
      if (name === 'keyRing.rewrapKeys') throw new Error('the disk reported an error');
      return answer;
    },
  });
  await withRing(
    dataDir,
    outside,
    async (opened) => {
      await opened.ring.setPassphrase({ passphrase: words });
      await expectOpen(opened, seal);
      await opened.ring.setPassphrase({ passphrase: otherWords, current: words });
      await expectOpen(opened, seal);
    },
    { between },
  );
  await withRing(dataDir, outside, async (opened) => {
    await opened.ring.unlock(otherWords);
    await expectOpen(opened, seal);
  });
});

test('a changed backend locks, is named, and lets no passphrase take over what it cannot open', async () => {
  const { dataDir, seal } = await filled(keychain('gnome_libsecret'));
  const before = stored(dataDir);
  await withRing(dataDir, keychain('basic_text'), async ({ ring, vault }) => {
    const status = await vault.status();
    expect(status.state).toBe('locked');
    expect(status.sentence).toContain('“gnome_libsecret”');
    expect(await errorOf(ring.setPassphrase({ passphrase: words }))).toMatchObject({ code: 'vault_locked' });
    expect(ring.passphraseState).toBe('none');
  });
  expect(stored(dataDir)).toEqual(before);
  await withRing(dataDir, keychain('gnome_libsecret'), (opened) => expectOpen(opened, seal));
});

test('under a passphrase the keys open wherever the folder goes, and are given to the keychain that is there', async () => {
  const { dataDir, seal } = await filled(keychain('gnome_libsecret'));
  await withRing(dataDir, keychain('gnome_libsecret'), ({ ring }) =>
    ring.setPassphrase({ passphrase: words }),
  );
  await withRing(dataDir, keychain('kwallet6', 0x33), async (opened) => {
    await opened.ring.unlock(words);
    await expectOpen(opened, seal);
    await opened.ring.removePassphrase(words);
  });
  expect(stored(dataDir).backends).toEqual(['kwallet6', 'kwallet6']);
  await withRing(dataDir, keychain('kwallet6', 0x33), (opened) => expectOpen(opened, seal));
});

test('a command is unlocked by HOLDFAST_KEY; with another one, or none, it says that it is locked', async () => {
  const { dataDir, seal } = await filled(keychain('basic_text'));
  await withRing(dataDir, keychain('basic_text'), ({ ring }) => ring.setPassphrase({ passphrase: words }));
  const port = (HOLDFAST_KEY?: string) =>
    environmentKeyPort({ env: { HOLDFAST_KEY }, random: system.random });
  await withRing(dataDir, port(words), (opened) => expectOpen(opened, seal));
  for (const outside of [port('another one'), port()])
    await withRing(dataDir, outside, async ({ ring, vault, resolve }) => {
      expect(ring.passphraseState).toBe('locked');
      expect(await vault.status()).toMatchObject({ state: 'locked', backend: 'passphrase' });
      expect(await errorOf(resolve('model'))).toMatchObject({ code: 'vault_locked' });
      expect(await errorOf(vault.put('mail', secret, ['mail.example.com']))).toMatchObject({
        code: 'vault_locked',
      });
    });
  await withRing(dataDir, port(), async ({ ring }) => {
    await ring.unlock(words);
    expect(await errorOf(ring.removePassphrase(words))).toMatchObject({ code: 'conflict' });
  });
});

test('keys that a command locked with HOLDFAST_KEY are unlocked in the app with it, for this start, and stay its own', async () => {
  const command = environmentKeyPort({ env: { HOLDFAST_KEY: words }, random: system.random });
  const { dataDir, seal } = await filled(command);
  const before = stored(dataDir);
  const app = keychain('libsecret');
  await withRing(dataDir, app, async (opened) => {
    const { ring, vault, houseKey, resolve } = opened;
    expect(ring).toMatchObject({ isLocked: true, environmentState: 'locked', passphraseState: 'none' });
    expect(await vault.status()).toMatchObject({
      state: 'locked',
      sentence: expect.stringContaining('HOLDFAST_KEY'),
    });
    // nothing is sealed or wrapped by the keychain meanwhile
    expect(await houseKey.mac('profile chain', content)).toBeNull();
    expect(await errorOf(vault.put('other', secret, ['api.example.com']))).toMatchObject({
      code: 'vault_locked',
    });
    expect(await errorOf(ring.unlock(otherWords))).toMatchObject({ code: 'key_wrong' });
    expect(await errorOf(ring.setPassphrase({ passphrase: otherWords }))).toMatchObject({
      code: 'vault_locked',
    });
    expect(stored(dataDir)).toEqual(before);
    await ring.unlock(words);
    expect(ring).toMatchObject({ isLocked: false, environmentState: 'open', backend: 'environment' });
    await expectOpen(opened, seal);
    await vault.put('second', `${secret}-2`, ['api.example.com']);
    await ring.lock();
    expect(await errorOf(resolve('model'))).toMatchObject({ code: 'vault_locked' });
    await ring.unlock(words);
    await expectOpen(opened, seal);
  });
  // asked for anew at the next start, and the command opens everything as ever
  await withRing(dataDir, app, async ({ ring }) => expect(ring.environmentState).toBe('locked'));
  await withRing(dataDir, command, async (opened) => {
    await expectOpen(opened, seal);
    expect(await opened.resolve('second')).toMatchObject({ value: `${secret}-2` });
  });
  expect(new Set(stored(dataDir).backends)).toEqual(new Set(['environment']));
});

test('a passphrase set in the app takes over what the key of a command opens, with the seals that the app made before', async () => {
  const app = keychain('libsecret');
  const dataDir = newFolder();
  const own = await withRing(dataDir, app, async ({ houseKey }) => houseKey.mac('profile chain', content));
  const command = environmentKeyPort({ env: { HOLDFAST_KEY: words }, random: system.random });
  const seal = await withRing(dataDir, command, async ({ vault, houseKey }) => {
    await vault.put('model', secret, ['api.example.com']);
    return houseKey.mac('profile chain', content);
  });
  if (own === null || seal === null) throw new Error('nothing was sealed');
  await withRing(dataDir, app, async (opened) => {
    await opened.ring.unlock(words);
    expect(await opened.houseKey.check('profile chain', content, own)).toBe('right');
    await opened.ring.setPassphrase({ passphrase: otherWords });
    expect(opened.ring).toMatchObject({ environmentState: 'none', passphraseState: 'open' });
  });
  expect(new Set(stored(dataDir).backends)).toEqual(new Set(['passphrase']));
  await withRing(dataDir, app, async (opened) => {
    await opened.ring.unlock(otherWords);
    await expectOpen(opened, seal);
    expect(await opened.houseKey.check('profile chain', content, own)).toBe('right');
  });
});

test('a passphrase set before the first secret wraps the first key, also when both come at once', async () => {
  const dataDir = newFolder();
  const outside: KeyPort = {
    ...keychain('keychain'),
    isUnusable: true,
    wrap: async () => Promise.reject(new Error()),
  };
  await withRing(dataDir, outside, async ({ ring, vault, houseKey }) => {
    expect((await vault.status()).sentence).toContain('cannot be used now');
    await Promise.all([
      ring.setPassphrase({ passphrase: words }),
      errorOf(vault.put('early', secret, ['api.example.com'])),
      errorOf(houseKey.mac('profile chain', content)),
    ]);
    await vault.put('model', secret, ['api.example.com']);
    expect(await houseKey.mac('profile chain', content)).toMatchObject({ keyId: 1 });
  });
  expect(new Set(stored(dataDir).backends)).toEqual(new Set(['passphrase']));
  await withRing(dataDir, outside, async ({ ring, resolve }) => {
    await ring.unlock(words);
    expect(await resolve('model')).toMatchObject({ value: secret });
  });
});

test.each([
  ['short', 'eleven char'],
  ['of one letter', 'aaaaaaaaaaaaaaaa'],
  ['too long', 'word '.repeat(300)],
])('a passphrase that is %s is refused without repeating it', async (_, passphrase) => {
  const dataDir = newFolder();
  await withRing(dataDir, keychain('basic_text'), async ({ ring }) => {
    const error = await errorOf(ring.setPassphrase({ passphrase }));
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(String(error) + JSON.stringify(error)).not.toContain(passphrase.trim());
    expect(ring.passphraseState).toBe('none');
  });
});

test('the same passphrase is the same however a keyboard composes its letters', async () => {
  const outside = keychain('basic_text');
  const { dataDir, seal } = await filled(outside);
  await withRing(dataDir, outside, ({ ring }) =>
    ring.setPassphrase({ passphrase: 'Über den sieben Brücken' }),
  );
  await withRing(dataDir, outside, async (opened) => {
    await opened.ring.unlock('Über den sieben Brücken'.normalize('NFD'));
    await expectOpen(opened, seal);
  });
});
