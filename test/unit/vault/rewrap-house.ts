import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { createHouseKey, createVault, type KeyPort, openKeyRing } from '../../../core/vault/index.ts';
import { commands, houseKeyStore, keyRingStore, queries } from '../../../core/vault/worker.ts';
import { openSafe } from './safe-port.ts';

/** A keychain that is only a name and an XOR. */
export const keychain: KeyPort = {
  backend: 'libsecret',
  wrap: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
  unwrap: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
};

/** What keeps the keys, one after the other, round and round; null: the keychain. */
export const keepers = [null, 'violet harbour seven lanterns', 'copper meadow eleven ravens'] as const;

export const credentialNames = Array.from({ length: 12 }, (_, index) => `credential-${index}`);
export const secretOf = (name: string) => `sk-NEVER-IN-THE-FILE-${name}`;

/** The vault on real files, with passphrases that are cheap to try. */
export async function openRewrapHouse(dataDir: string) {
  const runtime = systemRuntime();
  const rooms = { vault: { commands, queries }, houseKey: houseKeyStore, keyRing: keyRingStore };
  const data = openLocalData({ dataDir, runtime, rooms });
  const ring = await openKeyRing({ data, outside: keychain, runtime, cost: { n: 2 ** 10, r: 8, p: 1 } });
  const { port, resolve } = openSafe();
  const houseKey = createHouseKey({ data, keyPort: ring, random: runtime.random });
  const vault = createVault({ data, keyPort: ring, runtime, safe: port });
  return { ring, vault, houseKey, resolve, close: () => data.close() };
}
