import { useQueryClient } from '@tanstack/react-query';
import { call, invalidate, type SessionVault, useEndpoint } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';

export interface SessionVaults {
  given: readonly SessionVault[];
  /** What could be given: the vaults that are in use. */
  offered: readonly SessionVault[];
  isGiven(id: string): boolean;
  /** Gives it, or takes it back; at once, also while the session runs. */
  toggle(id: string): void;
}

/** The owner's vaults as one session may use them, by name. */
export function useSessionVaults(sessionId: string): SessionVaults {
  const client = useQueryClient();
  const params = { id: sessionId };
  const given = useEndpoint('listSessionVaults', { params }).data?.data ?? [];
  const all = useEndpoint('listVaults').data?.data ?? [];
  const offered = all
    .filter(({ archived_at }) => archived_at === null)
    .map(({ id, name }) => ({ id, name, is_archived: false }));
  const isGiven = (id: string) => given.some((vault) => vault.id === id);
  async function set(ids: string[]): Promise<void> {
    await call('setSessionVaults', { params, body: { vault_ids: ids } });
    await invalidate(client, 'vaults');
  }
  return {
    given,
    offered,
    isGiven,
    toggle(id) {
      // an archived one has nothing left to give
      const lasting = given.filter(({ is_archived }) => !is_archived).map((vault) => vault.id);
      const kept = lasting.filter((other) => other !== id);
      void set(isGiven(id) ? kept : [...kept, id]).catch(showFailure);
    },
  };
}
