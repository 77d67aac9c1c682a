import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { HoldfastError, type Random } from '../base/index.ts';
import { keyBytes, nonceBytes, seal, unseal } from './seal.ts';

/** Keeps the profile key safe outside of the database: the desktop's keychain, or the environment of a CLI. */
export interface KeyPort {
  /** Stable name of what does the keeping; stored beside the wrapped key and compared at every start. */
  backend: string;
  /** True when the backend only hides the key and does not protect it. */
  isPlainText?: boolean;
  /** True when the key ends with this process: then secrets are held in memory and never written. */
  isEphemeral?: boolean;
  /** For the owner, where there is something to know. */
  warning?: string;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Rejects when the backend cannot open it. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

const derive = promisify<
  string,
  Uint8Array,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const saltBytes = 16;
const version = 1;
const bound = 'holdfast profile key';

/**
 * The key port of a program without a keychain. With `HOLDFAST_KEY` (any passphrase) the profile key is wrapped by a
 * key derived from it (scrypt, 32 MB); without, nothing is ever written and `warning` says so.
 */
export function environmentKeyPort(options: {
  env: { HOLDFAST_KEY?: string | undefined };
  random: Random;
}): KeyPort {
  const { env, random } = options;
  const passphrase = env.HOLDFAST_KEY;
  if (!passphrase) return ephemeralKeyPort();
  return {
    backend: 'environment',
    async wrap(key) {
      const salt = random.bytes(saltBytes);
      const nonce = random.bytes(nonceBytes);
      const wrapping = await derive(passphrase, salt, keyBytes, cost);
      return Buffer.concat([Uint8Array.of(version), salt, nonce, seal(wrapping, nonce, bound, key)]);
    },
    async unwrap(wrapped) {
      const salt = wrapped.subarray(1, 1 + saltBytes);
      const nonce = wrapped.subarray(1 + saltBytes, 1 + saltBytes + nonceBytes);
      const wrapping = await derive(passphrase, salt, keyBytes, cost);
      const key =
        wrapped[0] === version &&
        unseal(wrapping, nonce, bound, wrapped.subarray(1 + saltBytes + nonceBytes));
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
