import { agentsStore, standingOfAgents } from './agents/worker.ts';
import { systemRuntime } from './base/index.ts';
import { createContextStore } from './context/worker.ts';
import { dbStore, serveDataWorker } from './db/worker.ts';
import { createGateStore, gateProjection, projectGate, removeGateOfSession } from './gate/worker.ts';
import {
  budgetProjection,
  createBudgetStore,
  createCompletionStore,
  projectBudgets,
  projectSuspended,
  removeBudgetsOfSession,
  removeSuspendedOfSession,
  suspendedStore,
} from './harness/worker.ts';
import { inspectionStore } from './house/worker.ts';
import { createImportStore, projectImports, removeImportsOfSession } from './imports/worker.ts';
import {
  createAppend,
  createForget,
  createLogStore,
  createProfileStore,
  createWholeLogs,
} from './log/worker.ts';
import {
  createPalaceStore,
  palaceProjection,
  projectPalace,
  removeSessionFromPalace,
} from './palace/worker.ts';
import * as sandboxStore from './sandbox/worker.ts';
import { createUndoStore, removeKeptOfSession } from './undo/worker.ts';
import * as vaultStore from './vault/worker.ts';

// The data worker: every room's store functions over one connection. Projectors run inside the log's append, in this order.
const append = createAppend([
  projectGate,
  projectBudgets,
  projectSuspended,
  sandboxStore.projectOutputs,
  projectPalace,
  projectImports,
]);
// what decides over agents outside of sessions is in the profile's chain, with the transaction that changes it
const profile = createProfileStore([standingOfAgents, vaultStore.standingOfVault]);
const removers = [
  profile.noteDeletedSession,
  removeSessionFromPalace,
  removeImportsOfSession,
  removeGateOfSession,
  sandboxStore.removeWorkspace,
  removeBudgetsOfSession,
  removeSuspendedOfSession,
  removeKeptOfSession,
  vaultStore.removeFoundOfSession,
  vaultStore.removeVaultsOfSession,
  vaultStore.forgetSessionOfUses,
];

// for the thread that studies whole logs; the others never fill it
const logs = createWholeLogs();

serveDataWorker(
  {
    db: dbStore,
    log: createLogStore({
      append,
      removers,
      bringWorkspace: sandboxStore.bringWorkspace,
      projections: [gateProjection, budgetProjection, palaceProjection],
    }),
    profile: { commands: profile.commands, queries: profile.queries },
    agents: { ...agentsStore, commands: profile.noting(agentsStore.commands) },
    gate: createGateStore({ append }),
    budgets: createBudgetStore({ append }),
    context: createContextStore(logs),
    completion: createCompletionStore(logs),
    palace: createPalaceStore({ append, forgetPart: createForget(append) }),
    imports: createImportStore({ append }),
    sandbox: { commands: sandboxStore.commands, queries: sandboxStore.queries },
    suspended: suspendedStore,
    undo: createUndoStore({ append }),
    found: vaultStore.foundStore,
    houseKey: vaultStore.houseKeyStore,
    keyRing: vaultStore.keyRingStore,
    inspection: inspectionStore,
    vault: {
      commands: { ...profile.noting(vaultStore.commands), ...vaultStore.createSessionVaults(append) },
      queries: vaultStore.queries,
    },
  },
  systemRuntime(),
);
