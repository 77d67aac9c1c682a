import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { EgressEntry } from './egress-types.ts';
import type { CredentialUseNote, vaultCommands, vaultQueries } from './vaults-store.ts';

export type { CredentialUseNote } from './vaults-store.ts';

/** When credentials of vaults last left. What was noted is kept with the next `flush`: no request costs a commit of its own. */
export interface CredentialUses {
  /** A request is over. Those that were refused at the door carried nothing. */
  settled(entry: EgressEntry): void;
  flush(): Promise<void>;
  /** By credential, with what is not kept yet. */
  list(): Promise<CredentialUseNote[]>;
}

export function createCredentialUses(data: DataPort): CredentialUses {
  const { noteCredentialUses } = bindCommands<typeof vaultCommands>(data, 'vault', ['noteCredentialUses']);
  const { listCredentialUses } = bindQueries<typeof vaultQueries>(data, 'vault', ['listCredentialUses']);
  let waiting = new Map<string, CredentialUseNote>();

  async function flush(): Promise<void> {
    if (waiting.size === 0) return;
    const uses = waiting;
    waiting = new Map();
    try {
      await noteCredentialUses({ uses: [...uses.values()] });
    } catch (error) {
      for (const use of uses.values()) add(waiting, use);
      throw error;
    }
  }

  return {
    settled({ outcome, credential_ids: ids = [], at, host, session_id: sessionId }) {
      if (outcome === 'refused') return;
      for (const credentialId of ids)
        add(waiting, { credentialId, at: Date.parse(at), host, sessionId, uses: 1 });
    },
    flush,
    async list() {
      await flush();
      return listCredentialUses({});
    },
  };
}

/** The newest host and session count; uses add up. */
function add(to: Map<string, CredentialUseNote>, use: CredentialUseNote): void {
  const before = to.get(use.credentialId);
  const newest = before && before.at > use.at ? before : use;
  to.set(use.credentialId, { ...newest, uses: use.uses + (before?.uses ?? 0) });
}
