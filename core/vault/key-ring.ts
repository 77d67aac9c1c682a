import { createInTurn, HoldfastError, type Runtime } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { createBackOff } from './back-off.ts';
import { environmentBackend, environmentKeyPort, type KeyPort } from './key-port.ts';
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
  readonly lockedSentence: string;
  readonly passphraseState: 'none' | 'locked' | 'open';
  /** Of keys that a command wrapped under `HOLDFAST_KEY`, where this program has another keeper: it is asked for, and stays what wraps them. */
  readonly environmentState: 'none' | 'locked' | 'open';
  /** With the passphrase, or with the key of the environment. Throws `passphrase_wrong`, `key_wrong`, `passphrase_wait`, `conflict` where neither is set. */
  unlock(passphrase: string): Promise<void>;
  /** The derived key is overwritten. Throws `conflict` where neither is set. */
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
  /** The vault's key, wrapped by the environment of another program; null: none. */
  let foreign: WrappedKey | null = null;
  let entered: KeyPort | null = null;

  const stateNow = () => (stored === null ? 'none' : derived === null ? 'locked' : 'open');
  const environmentNow = () => (foreign === null ? 'none' : entered === null ? 'locked' : 'open');
  const isLocked = () => stateNow() === 'locked' || environmentNow() === 'locked';
  const tell = async () => {
    for (const listener of listeners) await listener();
  };

  /** One after the other: each takes much memory, and each counts for the next one's wait. */
  const inTurn = createInTurn();

  function forget(): void {
    derived?.fill(0);
    derived = null;
    // a string, which nothing overwrites
    entered = null;
  }

  async function reload(): Promise<void> {
    if (data.degraded?.()) return;
    const found = await read.getPassphrase({});
    const byCommand = found === null ? await wrappedByCommand() : null;
    const isSame = isAlike(found?.salt, stored?.salt) && isAlike(byCommand?.wrapped, foreign?.wrapped);
    stored = found;
    foreign = byCommand;
    if (isSame) return;
    forget();
    await tryEnvironment(found);
    await tell();
  }

  /** Where nothing outlives this process there is no other keeper than the one that was not given. */
  async function wrappedByCommand(): Promise<WrappedKey | null> {
    if (outside.isEphemeral || outside.backend === environmentBackend) return null;
    const { keys } = await read.listKeys({});
    return keys.find(({ table, backend }) => table === 'vault' && backend === environmentBackend) ?? null;
  }

  /** What `key` opens, where it is the one that a command had in its environment. */
  async function requireRightKey(key: string, against: WrappedKey): Promise<KeyPort> {
    backOff.check();
    const port = environmentKeyPort({ env: { HOLDFAST_KEY: key }, random });
    const opened = await port.unwrap(against.wrapped).catch(() => null);
    if (!opened || !isProven(opened, proofBounds.vault, against.proof))
      throw new HoldfastError('key_wrong', 'it does not open the vault', {
        retry_after_ms: backOff.failed(),
      });
    opened.fill(0);
    backOff.succeeded();
    return port;
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

  /** What keeps the keys where no passphrase is set. */
  const keeper = () => entered ?? outside;

  const requireOpen = () => {
    if (isLocked()) throw new HoldfastError('vault_locked', ring.lockedSentence);
    return derived === null ? keeper() : underPassphrase(derived);
  };

  /** Keys of this program's own from before a command's key was entered. */
  const besides = (backend: string) =>
    entered !== null && foreign !== null && backend === outside.backend ? outside : null;

  /** Wraps every key that opens anew, in one transaction. What does not open stays as it is, unless it is the vault's own. */
  async function rewrap(
    from: { backend: string; port: Pick<KeyPort, 'unwrap'> },
    to: { backend: string; port: Pick<KeyPort, 'wrap'>; passphrase: StoredPassphrase | null },
  ): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      const seen = await read.listKeys({});
      const keys: Pick<WrappedKey, 'table' | 'id' | 'backend' | 'wrapped'>[] = [];
      for (const { table, id, backend, wrapped, proof } of seen.keys) {
        const port = backend === from.backend ? from.port : besides(backend);
        const key = (await port?.unwrap(wrapped).catch(() => null)) ?? null;
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
    const wasLocked = isLocked();
    forget();
    foreign = null;
    stored = passphrase;
    derived = key;
    if (wasLocked) await tell();
    // old wraps may stand in the write-ahead log; where somebody reads now, a later checkpoint overwrites them
    await write.dropOldWraps({});
  }

  /** What the keys are under now, proven by the current passphrase where there is one. */
  async function current(passphrase: string | undefined) {
    if (stored === null) return { backend: keeper().backend, port: keeper(), key: null };
    if (passphrase === undefined)
      throw new HoldfastError('invalid_request', 'current: the passphrase that is set is needed');
    const key = await requireRight(passphrase, stored);
    return { backend: passphraseBackend, port: underPassphrase(key), key };
  }

  const ring: KeyRing = {
    outside,
    get backend() {
      if (stored !== null) return passphraseBackend;
      return foreign === null ? outside.backend : environmentBackend;
    },
    get isPlainText() {
      return stored === null && foreign === null && outside.isPlainText === true;
    },
    get isEphemeral() {
      return stored === null && outside.isEphemeral === true;
    },
    get isUnusable() {
      return stored === null && foreign === null && outside.isUnusable === true;
    },
    get isLocked() {
      return isLocked();
    },
    get lockedSentence() {
      return stateNow() === 'locked' ? lockedSentence : foreignSentence;
    },
    opensFor(backend) {
      if (isLocked()) return null;
      if (backend === ring.backend) return ring;
      return besides(backend);
    },
    get environmentState() {
      return environmentNow();
    },
    get passphraseState() {
      return stateNow();
    },
    get warning() {
      if (stored !== null) return '';
      return foreign === null ? (outside.warning ?? '') : enteredSentence;
    },
    wrap: async (key) => requireOpen().wrap(key),
    unwrap: async (wrapped) => requireOpen().unwrap(wrapped),
    onChange: (listener) => void listeners.push(listener),
    whileUnchanged: inTurn,
    reload: () => inTurn(reload),
    unlock: (passphrase) =>
      inTurn(async () => {
        if (stored === null && foreign === null) throw new HoldfastError('conflict', 'no passphrase is set');
        const wasLocked = isLocked();
        const key = stored === null ? null : await requireRight(passphrase, stored);
        const port = foreign === null ? null : await requireRightKey(passphrase, foreign);
        forget();
        derived = key;
        entered = port;
        if (wasLocked) await tell();
      }),
    lock: () =>
      inTurn(async () => {
        if (stored === null && foreign === null) throw new HoldfastError('conflict', 'no passphrase is set');
        if (isLocked()) return;
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
const lockedSentence =
  'The vault is locked with your passphrase. Stored keys are untouched; they are used again once you unlock it.';

const foreignSentence =
  'The stored keys were locked by a command with HOLDFAST_KEY. They are untouched; they are used once you enter that key.';
const enteredSentence =
  'Stored keys are protected by the HOLDFAST_KEY that you entered. It is asked for once at each start, until you set a passphrase.';

const isAlike = (left: Uint8Array | undefined, right: Uint8Array | undefined) =>
  left === undefined || right === undefined ? left === right : isEqual(left, right);

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
