import { HoldfastError, type Runtime } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { createBackOff } from './back-off.ts';
import type { KeyPort } from './key-port.ts';
import type { KeysAtRest, keyRingStore, WrappedKey } from './key-ring-store.ts';
import {
  newPassphrase,
  normalPassphrase,
  openPassphrase,
  requireStrong,
  type ScryptCost,
  type StoredPassphrase,
  unwrapUnder,
  usualCost,
  wrapUnder,
} from './passphrase.ts';
import { isProven, proofBounds } from './proof.ts';

/** The backend of keys that are wrapped under the owner's passphrase. */
export const passphraseBackend = 'passphrase';

/**
 * What wraps keys now: the owner's passphrase where one is set, else what lies outside (keychain, environment). While the passphrase was not
 * given, nothing is wrapped or opened, not even by what lies outside.
 */
export interface KeyRing extends KeyPort {
  /** What would keep the keys without a passphrase. */
  readonly outside: KeyPort;
  readonly passphraseState: 'none' | 'locked' | 'open';
  /** Throws `passphrase_wrong`, `passphrase_wait`, `conflict` where none is set. */
  unlock(passphrase: string): Promise<void>;
  /** The derived key is overwritten. Throws `conflict` where no passphrase is set. */
  lock(): Promise<void>;
  /**
   * Sets one, or another one in its place: every key that opens is wrapped anew, in one transaction; no credential is touched. `current` is
   * needed where one is set. Throws `invalid_request`, `passphrase_wrong`, `passphrase_wait`, `vault_locked`, `conflict`.
   */
  setPassphrase(input: { passphrase: string; current?: string | undefined }): Promise<void>;
  /** Gives the keys back to what lies outside. Throws as `setPassphrase`; `conflict` where nothing outside would outlive this process. */
  removePassphrase(current: string): Promise<void>;
  /** Looks again at what is stored: another file may stand behind the data. */
  reload(): Promise<void>;
  close(): void;
}

/** `cost` of new passphrases; tests have cheaper ones. */
export async function openKeyRing({
  data,
  outside,
  runtime,
  cost = usualCost,
}: {
  data: DataPort & { degraded?(): unknown };
  outside: KeyPort;
  runtime: Pick<Runtime, 'clock' | 'random'>;
  cost?: ScryptCost;
}): Promise<KeyRing> {
  const { random } = runtime;
  type Writing = typeof keyRingStore.commands & typeof keyRingStore.maintenance;
  const write = bindCommands<Writing>(data, 'keyRing', ['rewrapKeys', 'dropOldWraps']);
  const read = bindQueries<typeof keyRingStore.queries>(data, 'keyRing', ['getPassphrase', 'listKeys']);
  const backOff = createBackOff(runtime.clock);
  const listeners: (() => Promise<void>)[] = [];
  let stored: StoredPassphrase | null = null;
  let derived: Uint8Array | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const stateNow = () => (stored === null ? 'none' : derived === null ? 'locked' : 'open');
  const tell = async () => {
    for (const listener of listeners) await listener();
  };

  /** One after the other: each takes much memory, and each counts for the next one's wait. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  function forget(): void {
    derived?.fill(0);
    derived = null;
  }

  async function reload(): Promise<void> {
    if (data.degraded?.()) return;
    const found = await read.getPassphrase({});
    const isSame = found === null ? stored === null : stored !== null && isEqual(found.salt, stored.salt);
    stored = found;
    if (isSame) return;
    forget();
    await tryEnvironment(found);
    await tell();
  }

  async function tryEnvironment(found: StoredPassphrase | null): Promise<void> {
    if (found && outside.passphrase !== undefined)
      derived = await openPassphrase(normalPassphrase(outside.passphrase), found);
  }

  /** The key that `passphrase` gives. */
  async function requireRight(passphrase: string, against: StoredPassphrase): Promise<Uint8Array> {
    backOff.check();
    const key = await openPassphrase(normalPassphrase(passphrase), against);
    if (key === null)
      throw new HoldfastError('passphrase_wrong', 'it does not open the vault', {
        retry_after_ms: backOff.failed(),
      });
    backOff.succeeded();
    return key;
  }

  const underPassphrase = (key: Uint8Array): Pick<KeyPort, 'wrap' | 'unwrap'> => ({
    wrap: async (given) => wrapUnder(key, given, random),
    async unwrap(wrapped) {
      const found = unwrapUnder(key, wrapped);
      if (!found) throw new HoldfastError('vault_locked', 'the passphrase does not open this key');
      return found;
    },
  });

  const requireOpen = () => {
    if (stored === null) return outside;
    if (derived === null) throw new HoldfastError('vault_locked', lockedSentence);
    return underPassphrase(derived);
  };

  /** Wraps every key that opens anew, in one transaction. What does not open stays as it is, unless it is the vault's own. */
  async function rewrap(
    from: { backend: string; port: Pick<KeyPort, 'unwrap'> },
    to: { backend: string; port: Pick<KeyPort, 'wrap'>; passphrase: StoredPassphrase | null },
  ): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      const seen = await read.listKeys({});
      const keys: Pick<WrappedKey, 'table' | 'id' | 'backend' | 'wrapped'>[] = [];
      for (const { table, id, backend, wrapped, proof } of seen.keys) {
        const key = backend === from.backend ? await from.port.unwrap(wrapped).catch(() => null) : null;
        if (key && isProven(key, proofBounds[table], proof)) {
          keys.push({ table, id, backend: to.backend, wrapped: await to.port.wrap(key) });
          key.fill(0);
        } else if (table === 'vault')
          throw new HoldfastError(
            'vault_locked',
            'the stored keys do not open here, so nothing can be changed',
          );
      }
      if (await commit({ seen, passphrase: to.passphrase, keys })) return;
    }
    throw new HoldfastError('conflict', 'the stored keys changed in the meantime');
  }

  /** What the file says counts: a commit that reported an error may be in it. */
  async function commit(input: {
    seen: KeysAtRest;
    passphrase: StoredPassphrase | null;
    keys: Pick<WrappedKey, 'table' | 'id' | 'backend' | 'wrapped'>[];
  }): Promise<boolean> {
    try {
      return await write.rewrapKeys(input);
    } catch (caught) {
      const found = await read.getPassphrase({});
      const isThere = found && input.passphrase && isEqual(found.salt, input.passphrase.salt);
      if (isThere || (found === null && input.passphrase === null)) return true;
      throw caught;
    }
  }

  /** Takes what is in the file now; who listened to a locked one hears that it is open. */
  async function take(passphrase: StoredPassphrase | null, key: Uint8Array | null): Promise<void> {
    const wasLocked = stateNow() === 'locked';
    forget();
    stored = passphrase;
    derived = key;
    if (wasLocked) await tell();
    // old wraps may stand in the write-ahead log; where somebody reads now, a later checkpoint overwrites them
    await write.dropOldWraps({});
  }

  /** What the keys are under now, proven by the current passphrase where there is one. */
  async function current(passphrase: string | undefined) {
    if (stored === null) return { backend: outside.backend, port: outside, key: null };
    if (passphrase === undefined)
      throw new HoldfastError('invalid_request', 'current: the passphrase that is set is needed');
    const key = await requireRight(passphrase, stored);
    return { backend: passphraseBackend, port: underPassphrase(key), key };
  }

  const ring: KeyRing = {
    outside,
    get backend() {
      return stored === null ? outside.backend : passphraseBackend;
    },
    get isPlainText() {
      return stored === null && outside.isPlainText === true;
    },
    get isEphemeral() {
      return stored === null && outside.isEphemeral === true;
    },
    get isUnusable() {
      return stored === null && outside.isUnusable === true;
    },
    get isLocked() {
      return stateNow() === 'locked';
    },
    get passphraseState() {
      return stateNow();
    },
    get warning() {
      return stored === null ? (outside.warning ?? '') : '';
    },
    wrap: async (key) => requireOpen().wrap(key),
    unwrap: async (wrapped) => requireOpen().unwrap(wrapped),
    onChange: (listener) => void listeners.push(listener),
    whileUnchanged: inTurn,
    reload: () => inTurn(reload),
    unlock: (passphrase) =>
      inTurn(async () => {
        if (stored === null) throw new HoldfastError('conflict', 'no passphrase is set');
        const key = await requireRight(passphrase, stored);
        const wasLocked = derived === null;
        forget();
        derived = key;
        if (wasLocked) await tell();
      }),
    lock: () =>
      inTurn(async () => {
        if (stored === null) throw new HoldfastError('conflict', 'no passphrase is set');
        if (derived === null) return;
        forget();
        await tell();
      }),
    setPassphrase: (input) =>
      inTurn(async () => {
        const passphrase = requireStrong(input.passphrase);
        const from = await current(input.current);
        const made = await newPassphrase(passphrase, { random, cost });
        const to = { backend: passphraseBackend, port: underPassphrase(made.key), passphrase: made.stored };
        await rewrap(from, to);
        from.key?.fill(0);
        await take(made.stored, made.key);
      }),
    removePassphrase: (passphrase) =>
      inTurn(async () => {
        if (stored === null) throw new HoldfastError('conflict', 'no passphrase is set');
        if (outside.isEphemeral) throw new HoldfastError('conflict', 'nothing else would keep the keys');
        const from = await current(passphrase);
        await rewrap(from, { backend: outside.backend, port: outside, passphrase: null });
        from.key?.fill(0);
        await take(null, null);
      }),
    close: forget,
  };
  await reload();
  return ring;
}

/** For the owner, of a vault whose passphrase was not given yet. */
export const lockedSentence =
  'The vault is locked with your passphrase. Stored keys are untouched; they are used again once you unlock it.';

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
