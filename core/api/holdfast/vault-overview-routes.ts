import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Vaults with what the window shows beside the Managed Agents shapes: state, last use, renewal. */
export function addVaultOverviewRoutes(app: Api, { vaultOverview }: ApiDeps): void {
  addEndpoint(app, 'listVaults', async ({ caller }) => {
    requireOwner(caller, 'see vaults');
    return { data: await vaultOverview() };
  });
}
