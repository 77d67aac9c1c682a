import type { Api } from '../app.ts';
import type { SessionVault } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';
import { createSessionActions } from '../session-actions.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Which of the owner's vaults a session may use: by name, and nothing of what is in them. */
export function addSessionVaultRoutes(app: Api, deps: ApiDeps): void {
  const { vaults, log } = deps;
  const sessions = createSessionActions(deps);

  async function vaultsOf(sessionId: string): Promise<{ data: SessionVault[] }> {
    const { [sessionId]: ids = [] } = await vaults.idsOf([sessionId]);
    const found = await Promise.all(ids.map((id) => vaults.get(id)));
    return {
      data: found.map(({ id, displayName, archivedAt }) => ({
        id,
        name: displayName,
        is_archived: archivedAt !== null,
      })),
    };
  }

  addEndpoint(app, 'listSessionVaults', async ({ caller, parameter }) => {
    requireOwner(caller, 'see a session’s vaults');
    const { id } = await log.getSession({ sessionId: parameter('id') });
    return vaultsOf(id);
  });
  addEndpoint(app, 'setSessionVaults', async ({ caller, parameter, body }) => {
    requireOwner(caller, 'give a session a vault');
    const { id } = await sessions.requireLive(parameter('id'));
    await vaults.giveToSession(id, body.vault_ids, caller.answeredBy);
    return vaultsOf(id);
  });
}
