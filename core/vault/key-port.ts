import { HoldfastError, type Random } from '../base/index.ts';
import { deriveKey, type ScryptCost, saltBytes, unwrapUnder, wrapUnder } from './passphrase.ts';

/** Keeps the profile key safe outside of the database: the desktop's keychain, the environment of a CLI, or a passphrase. */
export interface KeyPort {
  /** Stable name of what does the keeping; stored beside the wrapped key and compared at every start. */
  readonly backend: string;
  /** True when the backend only hides the key and does not protect it. */
  readonly isPlainText?: boolean;
  /** True when the key ends with this process: then secrets are held in memory and never written. */
  readonly isEphemeral?: boolean;
  /** True when the system refuses it: nothing can be stored until it does not, or the owner sets a passphrase. */
  readonly isUnusable?: boolean;
  /** True while the owner's passphrase was not given: nothing is wrapped or opened until it is. */
  readonly isLocked?: boolean;
  /** For the owner, while it is locked: what is needed. */
  readonly lockedSentence?: string;
  /** What opens keys that another backend wrapped than the one that wraps now; null: nothing does. Absent: nothing else. */
  opensFor?(backend: string): Pick<KeyPort, 'unwrap'> | null;
  /** Of the environment: tried once where the vault is locked with a passphrase. */
  readonly passphrase?: string;
  /** For the owner, where there is something to know. */
  readonly warning?: string;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Rejects when the backend cannot open it. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
  /** Hears that keys open now, or no longer do; what it does is waited for. */
  onChange?(listener: () => Promise<void>): void;
  /** Runs `work`, which makes and stores a key, while nothing else changes what keys are wrapped with. */
  whileUnchanged?<T>(work: () => Promise<T>): Promise<T>;
}

/** The backend of keys that are wrapped under `HOLDFAST_KEY`. */
export const environmentBackend = 'environment';

const cost: ScryptCost = { n: 2 ** 15, r: 8, p: 1 };

/**
 * The key port of a program without a keychain. With `HOLDFAST_KEY` (any passphrase) the profile key is wrapped by a
 * key derived from it (scrypt, 32 MB); without, nothing is ever written and `warning` says so. Where the owner set a passphrase in the
 * app, `HOLDFAST_KEY` is that one.
 */
export function environmentKeyPort(options: {
  env: { HOLDFAST_KEY?: string | undefined };
  random: Random;
}): KeyPort {
  const { env, random } = options;
  const passphrase = env.HOLDFAST_KEY;
  if (!passphrase) return ephemeralKeyPort();
  return {
    backend: environmentBackend,
    passphrase,
    async wrap(key) {
      const salt = random.bytes(saltBytes);
      const sealed = wrapUnder(await deriveKey(passphrase, salt, cost), key, random);
      return Buffer.concat([sealed.subarray(0, 1), salt, sealed.subarray(1)]);
    },
    async unwrap(wrapped) {
      const salt = wrapped.subarray(1, 1 + saltBytes);
      const sealed = Buffer.concat([wrapped.subarray(0, 1), wrapped.subarray(1 + saltBytes)]);
      const key = unwrapUnder(await deriveKey(passphrase, salt, cost), sealed);
      if (!key)
        throw new HoldfastError('vault_locked', 'HOLDFAST_KEY is not the one these secrets were locked with');
      return key;
    },
  };
}

function ephemeralKeyPort(): KeyPort {
  const refuse = async () => {
    throw new HoldfastError('vault_locked', 'there is no key that outlives this process');
  };
  return {
    backend: 'memory',
    isEphemeral: true,
    warning: 'HOLDFAST_KEY is not set: keys are kept in memory and gone when Holdfast ends.',
    wrap: refuse,
    unwrap: refuse,
  };
}
