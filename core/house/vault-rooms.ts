import type { Agents } from '../agents/index.ts';
import { background, type Logger, type Runtime } from '../base/index.ts';
import type { DataClient } from '../db/index.ts';
import { createProfileChain, type Log } from '../log/index.ts';
import {
  createCredentialUses,
  createHouseKey,
  createSecretKeeper,
  createVault,
  createVaultProcess,
  createVaults,
  type KeyPort,
  type LaunchVault,
  openKeyRing,
} from '../vault/index.ts';
import { createCanaries } from './canaries.ts';
import { onSessionDeleted } from './deleted-sessions.ts';
import { createEgressJournal } from './egress-journal.ts';
import { createInspection } from './inspection.ts';
import { plantedDoor } from './planted-door.ts';
import { createSealing, macsOf } from './sealing.ts';

export interface VaultRoomsOptions {
  data: DataClient;
  agents: Agents;
  log: Log;
  keyPort: KeyPort;
  launchVault: LaunchVault;
  runtime: Runtime;
  logger: Logger;
}

/** The vault with all that hangs on its keys: the door to the network, its journal, secrets at large and planted ones, the sealed chain. */
export async function openVaultRooms(options: VaultRoomsOptions) {
  const { data, agents, log, runtime, logger } = options;
  const journal = createEgressJournal(log, runtime.ids, logger);
  const keyRing = await openKeyRing({ data, outside: options.keyPort, runtime });
  const houseKey = createHouseKey({ data, keyPort: keyRing, random: runtime.random });
  const secrets = createSecretKeeper({ data, houseKey, random: runtime.random });
  const canaries = createCanaries({ agents, runtime, logger });
  const inspection = createInspection({ data, agents, keeper: secrets, planted: canaries, logger });
  const profile = createProfileChain({ data, macs: macsOf(houseKey), clock: runtime.clock });
  const sealing = createSealing({ data, chain: profile, runtime, logger });
  const credentialUses = createCredentialUses(data);
  const vaultProcess = createVaultProcess({
    launch: options.launchVault,
    runtime,
    settled: (entry) => {
      sealing.journal(entry);
      credentialUses.settled(entry);
      journal.settled(entry);
    },
    onRenewed: (renewal) => background(vaults.renewed(renewal), 'keeping a renewed token', logger),
  });
  const { egress, safe } = vaultProcess;
  const door = plantedDoor(egress, { planted: canaries, log });
  // its placeholders and connections end with a session
  onSessionDeleted(data, (sessionId) =>
    background(egress.endSession(sessionId), 'closing what a deleted session had open', logger),
  );
  const vaults = createVaults({ data, runtime, vault: () => vault, houseKey, process: vaultProcess });
  onSessionDeleted(data, vaults.endSession);
  const vault = createVault({ data, keyPort: keyRing, runtime, safe, moreSealed: vaults.sealed });
  return {
    journal,
    keyRing,
    secrets,
    canaries,
    inspection,
    profile,
    credentialUses,
    vaultProcess,
    door,
    vaults,
    vault,
    /** Ends the vault's process, keeps what it told last, and seals the chains. */
    async close(): Promise<void> {
      await vaultProcess.close();
      await credentialUses
        .flush()
        .catch((caught: unknown) => logger.error('keeping when credentials were used', caught));
      await sealing.close();
      keyRing.close();
    },
  };
}
