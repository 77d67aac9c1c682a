import { safeStorage } from 'electron';
import { HoldfastError } from '../../core/base/index.ts';
import type { KeyPort } from '../../core/holdfast.ts';

/**
 * The keychain of this machine as the vault's key port, through Electron's safeStorage. Call after `ready`. Nothing is
 * ever reset: while the keychain is locked or broken, `wrap` and `unwrap` throw `vault_locked` and what is stored stays
 * as it is; `isUnusable` says that the system refused it at the start. The vault keeps `backend` beside what was wrapped, and notices when it is another one.
 */
export async function openKeychain(): Promise<KeyPort> {
  const backend = nameOfBackend();
  const isPlainText = backend === 'basic_text';
  // Chromium's own fixed password is used only when told to; it hides a key from a glance and from nothing else
  if (isPlainText) safeStorage.setUsePlainTextEncryption(true);
  const isUnusable = !safeStorage.isEncryptionAvailable();
  const cipher = await chooseCipher();
  return {
    backend,
    isPlainText,
    isUnusable,
    wrap: (key) => orLocked(() => cipher.encrypt(Buffer.from(key).toString('base64')), backend),
    unwrap: async (wrapped) => {
      const text = await orLocked(() => cipher.decrypt(Buffer.from(wrapped)), backend);
      return Buffer.from(text, 'base64');
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
