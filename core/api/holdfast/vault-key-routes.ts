import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** What keeps the vault's keys: looking, unlocking, locking, and the owner's passphrase. A passphrase comes in and is told to nobody. */
export function addVaultKeyRoutes(app: Api, { vaultKey }: ApiDeps): void {
  addEndpoint(app, 'getVaultKey', async ({ caller }) => {
    requireOwner(caller, 'see what keeps the keys');
    return vaultKey.get();
  });
  addEndpoint(app, 'unlockVault', async ({ caller, body }) => {
    requireOwner(caller, 'unlock the vault');
    return vaultKey.unlock(body.passphrase);
  });
  addEndpoint(app, 'lockVault', async ({ caller }) => {
    requireOwner(caller, 'lock the vault');
    return vaultKey.lock();
  });
  addEndpoint(app, 'setVaultPassphrase', async ({ caller, body }) => {
    requireOwner(caller, 'set the passphrase');
    return vaultKey.set(body);
  });
  addEndpoint(app, 'removeVaultPassphrase', async ({ caller, body }) => {
    requireOwner(caller, 'remove the passphrase');
    return vaultKey.remove(body.current);
  });
}
