import { safeStorage } from 'electron';
import { HoldfastError } from '../../core/base/index.ts';

/** Wraps the vault's profile key with a key that only the operating system's keychain holds. */
export interface KeyPort {
  /** Name of the keychain behind it; saved with what was wrapped. */
  backend: string;
  /** True: no keychain was found, and what is wrapped is as good as in clear. The owner must be told. */
  isPlainText: boolean;
  wrap(bytes: Uint8Array): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

/**
 * The keychain of this machine, through Electron's safeStorage. Call after `ready`. Nothing is ever reset: when the
 * keychain is locked, or is not the one that wrapped a key, `wrap` and `unwrap` throw `vault_locked` and what is stored
 * stays as it is (a reset there cost Signal's users their history, hence its SafeStorageBackendChangeError).
 */
export async function openKeychain(): Promise<KeyPort> {
  const backend = nameOfBackend();
  const isPlainText = backend === 'basic_text';
  // Chromium's own fixed password is used only when told to; it hides a key from a glance and from nothing else
  if (isPlainText) safeStorage.setUsePlainTextEncryption(true);
  const cipher = await chooseCipher();
  const prefix = Buffer.from(`holdfast-key 1 ${backend}\n`);
  return {
    backend,
    isPlainText,
    async wrap(bytes) {
      const cipherText = await orLocked(() => cipher.encrypt(Buffer.from(bytes).toString('base64')), backend);
      return Buffer.concat([prefix, cipherText]);
    },
    async unwrap(wrapped) {
      const bytes = Buffer.from(wrapped);
      const end = bytes.indexOf('\n') + 1;
      const [, , wrappedBy = 'unknown'] = bytes
        .subarray(0, Math.max(end - 1, 0))
        .toString()
        .split(' ');
      if (wrappedBy !== backend) {
        const details = { wrapped_by: wrappedBy, keychain: backend };
        throw new HoldfastError(
          'vault_locked',
          `the key was wrapped by ${wrappedBy}, and this is ${backend}`,
          details,
        );
      }
      return Buffer.from(await orLocked(() => cipher.decrypt(bytes.subarray(end)), backend), 'base64');
    },
  };
}

interface Cipher {
  encrypt(text: string): Promise<Buffer>;
  decrypt(bytes: Buffer): Promise<string>;
}

/** The asynchronous calls where this Electron has them; they read what the others wrote, not the reverse. */
async function chooseCipher(): Promise<Cipher> {
  const hasAsyncCalls =
    'encryptStringAsync' in safeStorage && (await safeStorage.isAsyncEncryptionAvailable());
  if (hasAsyncCalls) {
    return {
      encrypt: (text) => safeStorage.encryptStringAsync(text),
      decrypt: async (bytes) => (await safeStorage.decryptStringAsync(bytes)).result,
    };
  }
  return {
    encrypt: async (text) => safeStorage.encryptString(text),
    decrypt: async (bytes) => safeStorage.decryptString(bytes),
  };
}

function nameOfBackend(): string {
  if (process.platform === 'darwin') return 'keychain';
  if (process.platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend();
}

async function orLocked<Result>(call: () => Promise<Result>, backend: string): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw new HoldfastError('vault_locked', `the keychain ${backend} cannot be used`, {}, { cause: error });
  }
}
