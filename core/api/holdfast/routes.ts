import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { createSessionActions } from '../session-actions.ts';
import { addAlarmRoutes } from './alarm-routes.ts';
import { addApprovalRoutes } from './approval-routes.ts';
import { addBackupRoutes } from './backup-routes.ts';
import { addBudgetRoutes } from './budget-routes.ts';
import { addChangeRoutes } from './change-routes.ts';
import { addContextRoutes } from './context-routes.ts';
import { addDecisionRoutes } from './decision-routes.ts';
import { addEgressRoutes } from './egress-routes.ts';
import { addEmbedderRoutes } from './embedder-routes.ts';
import { addEvalRoutes } from './eval-routes.ts';
import { addExportRoutes } from './export-routes.ts';
import { addFileRoutes } from './file-routes.ts';
import { createFolders } from './folders.ts';
import { addGrantRoutes } from './grant-routes.ts';
import { addHostRoutes } from './host-routes.ts';
import { addImportRoutes } from './import-routes.ts';
import { addMcpRoutes } from './mcp-routes.ts';
import { addModeRoutes } from './mode-routes.ts';
import { addPalaceContextRoutes } from './palace-context-routes.ts';
import { addPalaceRoutes } from './palace-routes.ts';
import { addPalaceStructureRoutes } from './palace-structure-routes.ts';
import { createPicks } from './picks.ts';
import { addQuarantineRoutes } from './quarantine-routes.ts';
import { addRetentionRoutes } from './retention-routes.ts';
import { addSecretRoutes } from './secret-routes.ts';
import { addSessionListRoutes } from './session-list-routes.ts';
import { addSessionVaultRoutes } from './session-vault-routes.ts';
import { addSettingsRoutes } from './settings-routes.ts';
import { addTranscriptRoutes } from './transcript-routes.ts';
import { addTurnRoutes } from './turn-routes.ts';
import { addVaultKeyRoutes } from './vault-key-routes.ts';
import { addVaultOverviewRoutes } from './vault-overview-routes.ts';
import { addWakeUpRoutes } from './wake-up-routes.ts';
import { createWorkspace } from './workspace.ts';

/** Everything under /holdfast/v1; the contract lists it. */
export function addHoldfastRoutes(app: Api, deps: ApiDeps): void {
  const parts = {
    deps,
    sessions: createSessionActions(deps),
    folders: createFolders(deps),
    workspace: createWorkspace(deps.workspaces),
    picks: createPicks(deps.ids),
  };
  addSettingsRoutes(app, deps);
  addSecretRoutes(app, deps);
  addAlarmRoutes(app, deps);
  addContextRoutes(app, deps);
  addEgressRoutes(app, deps);
  addEvalRoutes(app, deps);
  addVaultKeyRoutes(app, deps);
  addVaultOverviewRoutes(app, deps);
  addSessionListRoutes(app, parts);
  addSessionVaultRoutes(app, deps);
  addTranscriptRoutes(app, parts);
  addTurnRoutes(app, parts);
  addFileRoutes(app, parts);
  addChangeRoutes(app, parts);
  addExportRoutes(app, parts);
  addApprovalRoutes(app, parts);
  addDecisionRoutes(app, deps);
  addModeRoutes(app, parts);
  addGrantRoutes(app, parts);
  addPalaceRoutes(app, deps);
  addPalaceStructureRoutes(app, deps);
  addImportRoutes(app, deps);
  addQuarantineRoutes(app, deps);
  addRetentionRoutes(app, deps);
  addEmbedderRoutes(app, parts);
  addPalaceContextRoutes(app, deps);
  addWakeUpRoutes(app, deps);
  addHostRoutes(app, parts);
  addMcpRoutes(app, parts);
  addBackupRoutes(app, parts);
  addBudgetRoutes(app, deps);
}
