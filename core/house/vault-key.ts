import type { VaultKeyPort } from '../api/index.ts';
import type { KeyPort, KeyRing, Vault } from '../vault/index.ts';

type KeyStorage = Awaited<ReturnType<VaultKeyPort['get']>>;

/** What would keep the keys without a passphrase, as it is told. */
export function outsideOf(port: KeyPort): KeyStorage['outside'] {
  return {
    backend: port.backend,
    is_plain_text: port.isPlainText === true,
    is_usable: port.isUnusable !== true,
    is_lasting: port.isEphemeral !== true,
  };
}

/** The owner's way to what keeps the vault's keys. `changed` is told after each change, when everything opens or no longer does. */
export function createVaultKey({
  vault,
  ring,
  changed,
}: {
  vault: Pick<Vault, 'status'>;
  ring: KeyRing;
  changed(): void;
}): VaultKeyPort {
  async function get(): Promise<KeyStorage> {
    const status = await vault.status();
    const because = ring.isLocked ? 'passphrase' : 'backend';
    return {
      ...status,
      locked_because: status.state === 'locked' ? because : null,
      passphrase: ring.passphraseState,
      outside: outsideOf(ring.outside),
    };
  }
  async function after(work: Promise<void>): Promise<KeyStorage> {
    await work;
    changed();
    return get();
  }
  return {
    get,
    unlock: (passphrase) => after(ring.unlock(passphrase)),
    lock: () => after(ring.lock()),
    set: (input) => after(ring.setPassphrase(input)),
    remove: (current) => after(ring.removePassphrase(current)),
  };
}
