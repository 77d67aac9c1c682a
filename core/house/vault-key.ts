import type { VaultKeyPort } from '../api/index.ts';
import { background, type Logger } from '../base/index.ts';
import type { ProfileChain } from '../log/index.ts';
import type { KeyPort, KeyRing, Vault } from '../vault/index.ts';
import type { Changes } from './changes.ts';

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

function becauseOf(ring: KeyRing): NonNullable<KeyStorage['locked_because']> {
  if (ring.passphraseState === 'locked') return 'passphrase';
  return ring.environmentState === 'locked' ? 'environment_key' : 'backend';
}

/** The owner's way to what keeps the vault's keys. After each change everything opens or no longer does, and the window hears of it. */
export function createVaultKey({
  vault,
  ring,
  profile,
  changes,
  onUnlocked,
  logger,
}: {
  vault: Pick<Vault, 'status'>;
  ring: KeyRing;
  profile: Pick<ProfileChain, 'seal'>;
  changes: Pick<Changes, 'tell'>;
  /** Keys that were locked open now. */
  onUnlocked(): Promise<unknown>;
  logger: Logger;
}): VaultKeyPort {
  async function get(): Promise<KeyStorage> {
    const status = await vault.status();
    const because = becauseOf(ring);
    return {
      ...status,
      locked_because: status.state === 'locked' ? because : null,
      passphrase: ring.passphraseState,
      environment_key: ring.environmentState,
      outside: outsideOf(ring.outside),
    };
  }
  async function after(work: () => Promise<void>): Promise<KeyStorage> {
    const wasLocked = ring.isLocked;
    await work();
    changes.tell({ topic: 'status' });
    changes.tell({ topic: 'vaults' });
    // what was left without a seal while no key was open gets one
    background(profile.seal(), 'sealing the heads of the chains', logger);
    if (wasLocked && !ring.isLocked)
      background(onUnlocked(), 'going on with sessions that the vault held up', logger);
    return get();
  }
  return {
    get,
    unlock: (passphrase) => after(() => ring.unlock(passphrase)),
    lock: () => after(() => ring.lock()),
    set: (input) => after(() => ring.setPassphrase(input)),
    remove: (current) => after(() => ring.removePassphrase(current)),
  };
}
