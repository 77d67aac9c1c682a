import { z } from 'zod';
import * as alarms from './alarms.ts';
import * as approvals from './approvals.ts';
import * as budgets from './budgets.ts';
import * as changes from './changes.ts';
import * as common from './common.ts';
import * as context from './context.ts';
import * as egress from './egress.ts';
import * as embedder from './embedder.ts';
import * as evals from './evals.ts';
import * as grants from './grants.ts';
import * as host from './host.ts';
import * as imports from './imports.ts';
import * as mcp from './mcp.ts';
import * as modes from './modes.ts';
import * as palace from './palace.ts';
import * as contexts from './palace-contexts.ts';
import * as structure from './palace-structure.ts';
import * as quarantine from './quarantine.ts';
import * as retention from './retention.ts';
import * as secrets from './secrets.ts';
import * as sessions from './sessions.ts';
import * as status from './status.ts';
import * as stream from './stream.ts';
import * as vaultKey from './vault-key.ts';
import * as vaults from './vaults.ts';
import * as wakeUp from './wake-up.ts';

/**
 * One JSON route. `path` is below /holdfast/v1 with `:names`. The server parses `query` and `request`
 * with these schemas; the tests judge every answer by `response`.
 */
export interface Endpoint<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  query: Q;
  request: B;
  response: R;
}

const none = z.object({});

function get<Q extends z.ZodType, R extends z.ZodType>(path: string, query: Q, response: R) {
  return { method: 'GET', path, query, request: none, response } as const satisfies Endpoint<
    Q,
    typeof none,
    R
  >;
}

function post<B extends z.ZodType, R extends z.ZodType>(path: string, request: B, response: R) {
  return { method: 'POST', path, query: none, request, response } as const satisfies Endpoint<
    typeof none,
    B,
    R
  >;
}

function remove<R extends z.ZodType>(path: string, response: R) {
  const method = 'DELETE';
  return { method, path, query: none, request: none, response } as const satisfies Endpoint<
    typeof none,
    typeof none,
    R
  >;
}

/**
 * Every JSON route of /holdfast/v1. Beside them:
 *
 * - `GET /sessions/:id/stream?after_seq=`: SSE; stored events as `event: <type>`, data `{seq, event}`
 *   (storedEventSchema), then live frames (liveFrameSchema) under their own names.
 * - `GET /changes`: SSE; `event: change`, data changeSchema. `ping` every 15 s on both.
 * - `GET /sessions/:id/workspace/file?path=`: the file's bytes; also below /mnt/session/.
 * - `POST /sessions/:id/workspace/file?path=`, `POST /sessions/:id/uploads?name=`: raw body, content-type.
 * - `GET /sessions/:id/export?format=markdown|jsonl`, `GET /palace/export?format=&wing=&room=&drawers=`: the text, as an attachment.
 */
export const endpoints = {
  getStatus: get('/status', none, status.statusSchema),
  getSettings: get('/settings', none, status.settingsSchema),
  changeSettings: post('/settings', status.settingsPatchSchema, status.settingsSchema),
  setModel: post('/settings/model', status.modelSettingsSchema, status.modelStatusSchema),
  checkModel: post('/settings/model/check', none, status.modelStatusSchema),
  getModelFallback: get('/settings/model/fallback', none, status.modelFallbackSchema),
  setModelFallback: post('/settings/model/fallback', status.modelFallbackSchema, status.modelFallbackSchema),
  removeModelKey: remove('/settings/model/key', status.modelStatusSchema),
  getWebSearch: get('/settings/web-search', none, status.webSearchSchema),
  setWebSearch: post('/settings/web-search', status.webSearchSchema, status.webSearchSchema),
  getHostCommands: get('/settings/host-commands', none, status.hostCommandsSchema),
  setHostCommands: post(
    '/settings/host-commands',
    status.hostCommandsChangeSchema,
    status.hostCommandsSchema,
  ),
  listModels: get('/models', none, common.listOf(status.modelChoiceSchema)),
  listTools: get('/tools', none, common.listOf(status.toolInfoSchema)),
  setToolPolicy: post('/tools/:name', status.toolPolicyRequestSchema, status.toolInfoSchema),
  exportAudit: get('/audit/export', none, status.exportedAuditSchema),
  verifyAudit: post('/audit/verify', status.verifyAuditSchema, status.auditReportSchema),
  listSecrets: get('/secrets', none, common.listOf(secrets.foundSecretSchema)),
  revealSecret: post('/secrets/:number/reveal', none, secrets.revealedSecretSchema),
  setSecretHarmless: post('/secrets/:number', secrets.harmlessSecretSchema, common.ackSchema),
  getRedaction: get('/settings/redaction', none, secrets.redactionSchema),
  setRedaction: post('/settings/redaction', secrets.redactionSchema.strict(), secrets.redactionSchema),
  rebuildProjections: post('/audit/rebuild', status.rebuildRequestSchema, status.rebuildReportSchema),

  getCharter: get('/charter', none, context.charterSchema),
  setCharter: post('/charter', context.setCharterSchema, context.charterSchema),
  listCharterUses: get(
    '/charter/uses',
    context.charterUsesQuerySchema,
    common.listOf(context.charterUseSchema),
  ),
  getSafetyEval: get('/evals/safety', none, evals.safetyEvalSchema),
  getSelfTest: get('/evals/self-test', none, evals.selfTestSchema),
  startSelfTest: post('/evals/self-test', none, evals.selfTestSchema),
  cancelSelfTest: post('/evals/self-test/cancel', none, evals.selfTestSchema),
  getContext: get('/sessions/:id/context', none, context.sessionContextSchema),
  listSessionEgress: get('/sessions/:id/egress', none, egress.egressListSchema),
  getEgress: get('/egress', none, egress.egressOverviewSchema),
  getNetwork: get('/network', none, egress.networkSchema),
  setNetwork: post('/network', egress.networkChangeSchema, egress.networkSchema),

  listSessions: get('/sessions', sessions.sessionListQuerySchema, common.pageOf(sessions.sessionRowSchema)),
  createSession: post('/sessions', sessions.createSessionSchema, sessions.createdSchema),
  getSession: get('/sessions/:id', none, sessions.sessionDetailSchema),
  renameSession: post('/sessions/:id', sessions.renameSessionSchema, sessions.sessionDetailSchema),
  deleteSession: remove('/sessions/:id', common.ackSchema),
  archiveSession: post('/sessions/:id/archive', none, sessions.sessionDetailSchema),
  unarchiveSession: post('/sessions/:id/unarchive', none, sessions.sessionDetailSchema),
  listEvents: get('/sessions/:id/events', stream.eventPageQuerySchema, stream.eventPageSchema),
  sendMessage: post('/sessions/:id/messages', stream.sendMessageSchema, stream.sentMessageSchema),
  interrupt: post('/sessions/:id/interrupt', none, common.ackSchema),
  retry: post('/sessions/:id/retry', none, common.ackSchema),
  pause: post('/sessions/:id/pause', none, common.ackSchema),
  resume: post('/sessions/:id/resume', none, common.ackSchema),
  stopAll: post('/stop-all', none, stream.stoppedSchema),
  forkSession: post('/sessions/:id/fork', sessions.forkSessionSchema, sessions.forkedSessionSchema),
  listQueue: get('/sessions/:id/queue', none, common.listOf(stream.queuedEventSchema)),
  changeQueued: post('/sessions/:id/queue/:eventId', stream.changeQueuedSchema, stream.queuedEventSchema),
  removeQueued: remove('/sessions/:id/queue/:eventId', common.ackSchema),
  editMessage: post('/sessions/:id/edit', stream.editMessageSchema, stream.sentMessageSchema),

  getSessionBudget: get('/sessions/:id/budget', none, budgets.sessionBudgetSchema),
  setSessionBudget: post('/sessions/:id/budget', budgets.setSessionBudgetSchema, budgets.sessionBudgetSchema),
  getBudgets: get('/budgets', none, budgets.budgetsSchema),
  setBudgets: post('/budgets', budgets.setBudgetsSchema, budgets.budgetsSchema),
  getPrices: get('/prices', none, budgets.pricesSchema),
  setPrices: post('/prices', budgets.setPricesSchema, budgets.pricesSchema),

  listFolders: get('/sessions/:id/folders', none, common.listOf(sessions.grantedFolderSchema)),
  grantFolder: post('/sessions/:id/folders', sessions.grantFolderSchema, sessions.grantedFolderSchema),
  listSessionVaults: get('/sessions/:id/vaults', none, common.listOf(sessions.sessionVaultSchema)),
  setSessionVaults: post(
    '/sessions/:id/vaults',
    sessions.setSessionVaultsSchema,
    common.listOf(sessions.sessionVaultSchema),
  ),
  revokeFolder: remove('/sessions/:id/folders/:grantId', common.ackSchema),
  listWorkspace: get('/sessions/:id/workspace', none, common.listOf(sessions.workspaceFileSchema)),
  listOutputs: get('/sessions/:id/outputs', none, common.listOf(sessions.workspaceFileSchema)),
  /** Raw body instead of JSON; `name` in the query. */
  upload: post('/sessions/:id/uploads', none, sessions.uploadSchema),
  listFiles: get('/sessions/:id/files', changes.fileQuerySchema, common.listOf(changes.fileEntrySchema)),
  readFile: get('/sessions/:id/files/content', changes.fileQuerySchema, changes.fileContentSchema),
  listCheckpoints: get('/sessions/:id/checkpoints', none, common.listOf(changes.checkpointSchema)),
  getCheckpointDiff: get(
    '/sessions/:id/checkpoints/:checkpointId/diff',
    changes.fileQuerySchema,
    changes.fileDiffSchema,
  ),
  planUndo: post('/sessions/:id/undo/plan', changes.undoSelectionSchema, changes.undoPlanSchema),
  undo: post('/sessions/:id/undo', changes.undoSchema, changes.undoneSchema),
  exportToFile: post('/sessions/:id/export', host.exportToFileSchema, host.savedSchema),

  proposeGrants: post(
    '/grants/propose',
    grants.proposeGrantsSchema,
    common.listOf(grants.grantProposalSchema),
  ),
  listCallGrants: get('/sessions/:id/grants', none, common.listOf(grants.callGrantSchema)),
  addCallGrants: post(
    '/sessions/:id/grants',
    grants.addCallGrantsSchema,
    common.listOf(grants.callGrantSchema),
  ),
  changeCallGrant: post(
    '/sessions/:id/grants/:grantId',
    grants.callGrantContentSchema,
    common.listOf(grants.callGrantSchema),
  ),
  revokeCallGrant: remove('/sessions/:id/grants/:grantId', common.ackSchema),
  getMode: get('/sessions/:id/mode', none, modes.modeStateSchema),
  setMode: post('/sessions/:id/mode', modes.setModeSchema, modes.modeStateSchema),
  listPlans: get('/plans', modes.planListQuerySchema, common.listOf(modes.planSchema)),
  answerPlan: post('/plans/:toolUseId', modes.answerPlanSchema, common.ackSchema),
  getDryRun: get('/sessions/:id/dry-run', none, modes.dryRunSchema),
  settleDryRun: post('/sessions/:id/dry-run', modes.settleDryRunSchema, modes.dryRunSchema),

  listAlarms: get('/alarms', alarms.alarmListQuerySchema, common.listOf(alarms.alarmSchema)),
  getJudge: get('/settings/judge', none, status.judgeSchema),
  setJudge: post('/settings/judge', status.judgeSchema, status.judgeSchema),
  getCanaries: get('/settings/canaries', none, alarms.canariesSchema),
  setCanaries: post('/settings/canaries', alarms.canariesChangeSchema, alarms.canariesSchema),

  listApprovals: get(
    '/approvals',
    approvals.approvalListQuerySchema,
    common.listOf(approvals.approvalSchema),
  ),
  getApproval: get('/approvals/:id', none, approvals.approvalSchema),
  answerApproval: post('/approvals/:id', approvals.answerApprovalSchema, approvals.approvalSchema),
  listQuestions: get(
    '/questions',
    approvals.approvalListQuerySchema,
    common.listOf(approvals.questionSchema),
  ),
  answerQuestion: post('/questions/:toolUseId', approvals.answerQuestionSchema, common.ackSchema),
  listRules: get(
    '/rules',
    z.object({ session_id: z.string().optional() }),
    common.listOf(sessions.ruleSchema),
  ),
  listDecisions: get(
    '/decisions',
    approvals.decisionListQuerySchema,
    common.listOf(approvals.decisionSchema),
  ),
  revokeRule: remove('/rules/:id', common.ackSchema),

  listWings: get('/palace/wings', none, common.listOf(palace.wingSchema)),
  listRooms: get('/palace/rooms', palace.roomListQuerySchema, common.listOf(palace.roomSchema)),
  listDrawers: get('/palace/drawers', palace.drawerListQuerySchema, common.pageOf(palace.drawerSchema)),
  getDrawer: get('/palace/drawers/:id', none, palace.drawerSchema),
  previewForgetting: get('/palace/drawers/:id/forgetting', none, palace.forgetPreviewSchema),
  forgetDrawer: remove('/palace/drawers/:id', palace.forgottenSchema),
  listHalls: get('/palace/halls', structure.placeQuerySchema, common.listOf(structure.hallCountSchema)),
  listEntities: get(
    '/palace/entities',
    structure.entityListQuerySchema,
    common.listOf(structure.entitySchema),
  ),
  setEntity: post('/palace/entities', structure.setEntitySchema, common.ackSchema),
  getPalaceMap: get('/palace/map', none, structure.palaceMapSchema),
  walkRoom: get('/palace/rooms/:id/walk', none, structure.walkSchema),
  getCloset: get('/palace/rooms/:id/closet', none, common.listOf(structure.closetLineSchema)),
  explainDrawer: get('/palace/drawers/:id/why', none, structure.drawerWhySchema),
  listFacts: get('/palace/facts', structure.factListQuerySchema, common.pageOf(structure.factSchema)),
  getTimeline: get('/palace/timeline', structure.timelineQuerySchema, palace.timelineSchema),
  listContradictions: get('/palace/contradictions', none, common.listOf(structure.contradictionSchema)),
  settleFacts: post('/palace/facts/settle', structure.settleFactsSchema, common.ackSchema),
  moveDrawers: post('/palace/drawers/move', structure.moveDrawersSchema, structure.movedSchema),
  setHall: post('/palace/drawers/:id/hall', structure.setHallSchema, common.ackSchema),
  mergeRooms: post('/palace/rooms/merge', structure.mergeRoomsSchema, common.ackSchema),
  renameRoom: post('/palace/rooms/:id/name', structure.renameRoomSchema, common.ackSchema),
  moveRoom: post('/palace/rooms/:id/wing', structure.moveRoomSchema, structure.rehousedSchema),
  searchPalace: get('/palace/search', palace.palaceSearchQuerySchema, common.listOf(palace.palaceHitSchema)),
  reviseDrawer: post('/palace/drawers/:id/revise', wakeUp.reviseDrawerSchema, palace.drawerSchema),
  getDrawerHistory: get('/palace/drawers/:id/history', none, wakeUp.drawerHistorySchema),
  listPins: get('/palace/pins', none, common.listOf(palace.drawerSchema)),
  pinDrawer: post('/palace/drawers/:id/pin', wakeUp.pinDrawerSchema, palace.drawerSchema),
  getWakeUp: get('/palace/wake-up', none, wakeUp.wakeUpSettingSchema),
  previewWakeUp: get('/palace/wake-up/preview', none, wakeUp.wakeUpPreviewSchema),
  setWakeUp: post('/palace/wake-up', wakeUp.wakeUpChangeSchema, wakeUp.wakeUpSettingSchema),
  getSessionWakeUp: get('/sessions/:id/wake-up', none, wakeUp.sessionWakeUpSchema),
  setSessionWakeUp: post(
    '/sessions/:id/wake-up',
    wakeUp.sessionWakeUpChangeSchema,
    wakeUp.sessionWakeUpSchema,
  ),
  listImports: get('/palace/imports', none, common.listOf(imports.importSummarySchema)),
  beginImport: post('/palace/imports', imports.beginImportSchema, imports.importSummarySchema),
  listBrokenImports: get('/palace/broken-imports', none, common.listOf(imports.brokenImportSchema)),
  dismissBrokenImports: remove('/palace/broken-imports', common.ackSchema),
  getImport: get('/palace/imports/:id', none, imports.importSchema),
  chooseImport: post('/palace/imports/:id', imports.chooseImportSchema, imports.importSchema),
  readImport: post('/palace/imports/:id/read', none, imports.importSummarySchema),
  takeImport: post('/palace/imports/:id/take', none, imports.importSummarySchema),
  discardImport: remove('/palace/imports/:id', common.ackSchema),
  previewImport: get(
    '/palace/imports/:id/items/:item',
    imports.importPreviewQuerySchema,
    imports.importPreviewSchema,
  ),
  getQuarantine: get('/palace/quarantine', quarantine.quarantineQuerySchema, quarantine.quarantineSchema),
  settleNote: post('/palace/quarantine/:id', quarantine.settleNoteSchema, quarantine.quarantinedNoteSchema),
  forgetNote: remove('/palace/quarantine/:id', palace.forgottenSchema),

  getEmbedder: get('/palace/embedder', none, embedder.embedderSchema),
  setEmbedder: post('/palace/embedder', embedder.setEmbedderSchema, embedder.embedderSchema),
  getContexts: get('/palace/contexts', none, contexts.contextsSchema),
  setContexts: post('/palace/contexts', contexts.setContextsSchema, contexts.contextsSchema),
  deleteContexts: remove('/palace/contexts', contexts.contextsSchema),
  listRetention: get('/palace/retention', none, common.listOf(retention.retentionRuleSchema)),
  previewRetention: get(
    '/palace/wings/:id/retention/preview',
    retention.retentionQuerySchema,
    retention.retentionPreviewSchema,
  ),
  setRetention: post(
    '/palace/wings/:id/retention',
    retention.setRetentionSchema,
    retention.retentionRuleSchema,
  ),
  removeRetention: remove('/palace/wings/:id/retention', common.ackSchema),
  exportPalaceToFile: post('/palace/export', host.exportPalaceToFileSchema, host.savedSchema),

  pickFolder: post('/host/pick-folder', host.pickFolderRequestSchema, host.pickSchema),
  pickSave: post('/host/pick-save', host.pickSaveRequestSchema, host.pickSchema),
  pickOpen: post('/host/pick-open', host.pickOpenRequestSchema, host.pickSchema),
  openExternal: post('/host/open-external', host.openExternalRequestSchema, common.ackSchema),
  reveal: post('/host/reveal', host.revealRequestSchema, common.ackSchema),

  listMcpServers: get('/mcp/servers', none, common.listOf(mcp.mcpServerSchema)),
  addMcpServer: post('/mcp/servers', mcp.addMcpServerSchema, mcp.mcpServerSchema),
  changeMcpServer: post('/mcp/servers/:id', mcp.changeMcpServerSchema, mcp.mcpServerSchema),
  removeMcpServer: remove('/mcp/servers/:id', common.ackSchema),
  testMcpServer: post('/mcp/servers/:id/test', none, mcp.mcpServerSchema),
  signInToMcpServer: post('/mcp/servers/:id/sign-in', mcp.signInToMcpServerSchema, mcp.mcpSignInSchema),
  cancelMcpSignIn: post('/mcp/servers/:id/sign-in/cancel', none, mcp.mcpServerSchema),
  signOutOfMcpServer: post('/mcp/servers/:id/sign-out', none, mcp.mcpServerSchema),
  acceptMcpTool: post('/mcp/servers/:id/tools/:tool/accept', mcp.acceptMcpToolSchema, mcp.mcpServerSchema),
  setMcpLabels: post('/mcp/servers/:id/tools/:tool/labels', mcp.setMcpLabelsSchema, mcp.mcpServerSchema),
  acceptMcpLabels: post('/mcp/servers/:id/labels', mcp.acceptMcpLabelsSchema, mcp.mcpServerSchema),

  getVaultKey: get('/vault', none, vaultKey.keyStorageSchema),
  unlockVault: post('/vault/unlock', vaultKey.unlockVaultSchema, vaultKey.keyStorageSchema),
  lockVault: post('/vault/lock', none, vaultKey.keyStorageSchema),
  setVaultPassphrase: post('/vault/passphrase', vaultKey.setPassphraseSchema, vaultKey.keyStorageSchema),
  removeVaultPassphrase: post(
    '/vault/passphrase/remove',
    vaultKey.removePassphraseSchema,
    vaultKey.keyStorageSchema,
  ),
  listVaults: get('/vaults', none, common.listOf(vaults.vaultOverviewSchema)),

  listBackups: get('/backups', none, common.listOf(status.backupSchema)),
  createBackup: post('/backups', host.createBackupSchema, status.backupSchema),
  restoreBackup: post('/backups/restore', host.restoreBackupSchema, host.restoredSchema),
} as const;

export type EndpointName = keyof typeof endpoints;
/** What a caller may put into the query (before defaults and coercion). */
export type QueryOf<N extends EndpointName> = z.input<(typeof endpoints)[N]['query']>;
export type RequestOf<N extends EndpointName> = z.input<(typeof endpoints)[N]['request']>;
export type ResponseOf<N extends EndpointName> = z.output<(typeof endpoints)[N]['response']>;
