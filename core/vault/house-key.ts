import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Random } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort, replacedTopic } from '../db/index.ts';
import type { houseKeyStore } from './house-key-store.ts';
import type { KeyPort } from './key-port.ts';
import { isProven, proofBounds, proofOf } from './proof.ts';
import { keyBytes, nonceBytes, seal, unseal } from './seal.ts';

/** What a key is for; each purpose has a key of its own, derived by HKDF. */
export type KeyPurpose = 'found secrets' | 'marks of found secrets' | 'profile chain' | 'placeholders';

/**
 * What Holdfast seals and signs by itself, apart from the owner's credentials. Nobody outside of the vault sees a key: this is the port
 * that moves along when the vault does.
 */
export interface HouseKey {
  /** Null where no key outlives this process, or the keychain does not open. */
  seal(
    purpose: KeyPurpose,
    bound: string,
    plain: string,
  ): Promise<{ keyId: number; nonce: Uint8Array; sealed: Uint8Array } | null>;
  /** Undefined when that key cannot be opened, or anything was changed. */
  open(
    purpose: KeyPurpose,
    bound: string,
    input: { keyId: number; nonce: Uint8Array; sealed: Uint8Array },
  ): Promise<string | undefined>;
  /** HMAC-SHA-256 under the newest key; null as in `seal`. */
  mac(purpose: KeyPurpose, content: Uint8Array): Promise<{ keyId: number; mac: Uint8Array } | null>;
  /** `unknown` when that key is not there or cannot be opened. */
  check(
    purpose: KeyPurpose,
    content: Uint8Array,
    given: { keyId: number; mac: Uint8Array },
  ): Promise<'right' | 'wrong' | 'unknown'>;
}

/** Makes it. The first use makes the key; where the newest cannot be opened, a new one is added and the old one stays as it is. */
export function createHouseKey({
  data,
  keyPort,
  random,
}: {
  data: DataPort;
  keyPort: KeyPort;
  random: Random;
}): HouseKey {
  const { addHouseKey } = bindCommands<typeof houseKeyStore.commands>(data, 'houseKey', ['addHouseKey']);
  const { listHouseKeys } = bindQueries<typeof houseKeyStore.queries>(data, 'houseKey', ['listHouseKeys']);
  const opened = new Map<number, Promise<Uint8Array | null>>();
  let newest: Promise<{ id: number; key: Uint8Array } | null> | null = null;

  function forget(): void {
    // whoever was just given one uses it before the next turn of the event loop, and not later
    for (const key of opened.values())
      key.then(
        (found) => setImmediate(() => found?.fill(0)),
        () => {},
      );
    opened.clear();
    newest = null;
  }
  // another file may stand behind the data now
  data.onNote(({ topic }) => {
    if (topic === replacedTopic) forget();
  });
  keyPort.onChange?.(async () => forget());

  async function unwrap(id: number): Promise<Uint8Array | null> {
    const stored = (await listHouseKeys({})).find((key) => key.id === id);
    if (!stored || keyPort.isEphemeral || keyPort.isLocked) return null;
    const own = stored.backend === keyPort.backend ? keyPort : null;
    const port = keyPort.opensFor ? keyPort.opensFor(stored.backend) : own;
    if (port === null) return null;
    // what a backend says may quote what it was given: that it does not open is all there is to know
    const key = await port.unwrap(stored.wrapped).catch(() => null);
    return key && isProven(key, proofBounds.house, stored.proof) ? key : null;
  }

  function keyOf(id: number): Promise<Uint8Array | null> {
    const known = opened.get(id);
    if (known) return known;
    const key = unwrap(id);
    opened.set(id, key);
    key.then(
      (value) => value === null && opened.delete(id),
      () => opened.delete(id),
    );
    return key;
  }

  async function openNewest(): Promise<{ id: number; key: Uint8Array } | null> {
    if (keyPort.isEphemeral || keyPort.isLocked) return null;
    const last = (await listHouseKeys({})).at(-1);
    const known = last && (await keyOf(last.id));
    if (last && known) return { id: last.id, key: known };
    const make = () => makeKey(last?.id ?? 0);
    const id = await (keyPort.whileUnchanged?.(make) ?? make());
    const made = id && (await keyOf(id));
    return id && made ? { id, key: made } : null;
  }

  /** Behind the newest that is known; null where nothing wraps it. */
  async function makeKey(after: number): Promise<number | null> {
    const key = random.bytes(keyBytes);
    const wrapped = await keyPort.wrap(key).catch(() => null);
    if (wrapped === null) return null;
    const proof = proofOf(key, proofBounds.house, random);
    key.fill(0);
    return (await addHouseKey({ backend: keyPort.backend, wrapped, proof, after })).id;
  }

  function newestKey() {
    newest ??= openNewest().then(
      (found) => {
        if (found === null) newest = null;
        return found;
      },
      (caught: unknown) => {
        newest = null;
        throw caught;
      },
    );
    return newest;
  }

  return {
    async seal(purpose, bound, plain) {
      const found = await newestKey();
      if (!found) return null;
      const nonce = random.bytes(nonceBytes);
      const sealed = seal(derived(found.key, purpose), nonce, bound, Buffer.from(plain, 'utf8'));
      return { keyId: found.id, nonce, sealed };
    },
    async open(purpose, bound, { keyId, nonce, sealed }) {
      const key = await keyOf(keyId);
      const plain = key && unseal(derived(key, purpose), nonce, bound, sealed);
      return plain ? Buffer.from(plain).toString('utf8') : undefined;
    },
    async mac(purpose, content) {
      const found = await newestKey();
      return found && { keyId: found.id, mac: macOf(found.key, purpose, content) };
    },
    async check(purpose, content, given) {
      const key = await keyOf(given.keyId);
      if (!key) return 'unknown';
      const mac = macOf(key, purpose, content);
      return given.mac.length === mac.length && timingSafeEqual(mac, given.mac) ? 'right' : 'wrong';
    },
  };
}

function derived(key: Uint8Array, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `holdfast ${purpose} 1`, keyBytes));
}

function macOf(key: Uint8Array, purpose: KeyPurpose, content: Uint8Array): Uint8Array {
  return createHmac('sha256', derived(key, purpose)).update(content).digest();
}
