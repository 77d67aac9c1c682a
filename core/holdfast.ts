import { dirname, join } from 'node:path';
import { createAgents } from './agents/index.ts';
import { type Access, type ApiDeps, createApi, createBudgetActions, type HostPort } from './api/index.ts';
import { type Logger, type Runtime, silentLogger } from './base/index.ts';
import type { ContextLimits } from './context/index.ts';
import { startRestorableData } from './db/index.ts';
import { createGate } from './gate/index.ts';
import {
  createBudgets,
  createHarness,
  createLogStudies,
  createSuspendedRuns,
  type DebugPoint,
  type Harness,
  proposePlanName,
} from './harness/index.ts';
import {
  approvalTimeouts,
  createAskBounds,
  createAudit,
  createBackups,
  createBudgetsPort,
  createChanges,
  createContextMeter,
  createContexts,
  createDefaults,
  createEmbedderSetting,
  createEvalResults,
  createFallbackModel,
  createForgetting,
  createGrantProposals,
  createHostCommandsSetting,
  createJudgeSetting,
  createMcp,
  createModelSettings,
  createMountsOf,
  createNetworkSetting,
  createOwnerRules,
  createReachBounds,
  createReplaceableHarness,
  createRestoring,
  createRetentionRules,
  createRunning,
  createSecretsPort,
  createSelfTestRuns,
  createSessionSources,
  createSettings,
  createStatus,
  createVaultKey,
  createVaultOverview,
  createWakeUp,
  createWebSearch,
  goOnUnlocked,
  type ModelOverride,
  openVaultRooms,
  type Running,
  watchApprovalTimeout,
  watchDays,
} from './house/index.ts';
import { createImports, importLimits } from './imports/index.ts';
import { createLog, type Log } from './log/index.ts';
import { createPalace, type Palace } from './palace/index.ts';
import {
  createHostCommands,
  createPageReader,
  createSandboxPool,
  createShell,
  createUploadedFiles,
  createWorkspaces,
  openFolder,
  resolveGrantedRoot,
} from './sandbox/index.ts';
import { createTools, type Tool } from './tools/index.ts';
import { createUndo } from './undo/index.ts';
import { forkVault, type KeyPort, type LaunchVault } from './vault/index.ts';

export type { Access, HostPort } from './api/index.ts';
export type { ModelOverride } from './house/index.ts';
export type { KeyPort, LaunchVault } from './vault/index.ts';

export interface HoldfastOptions {
  /** Absolute. Locked for this process; made when missing. */
  dataDir: string;
  /** The bundled worker files; `selfTest` is by default beside the data worker. */
  workers: { data: string; sandbox: string; selfTest?: string };
  /** Folder of a sentence encoder (docs/recall.md), null for none; left out: what the owner chose, else the one that came along. */
  embedderDir?: string | null;
  /** What only a desktop can do; null when headless. */
  host: HostPort | null;
  keyPort: KeyPort;
  /** Starts the vault's own process, when it is first needed. Default: `vault.process.js` beside the data worker, as a child. */
  launchVault?: LaunchVault;
  runtime: Runtime;
  version: string;
  logger?: Logger;
  /** A model from the command line instead of the owner's settings. */
  model?: ModelOverride | null;
  /** Tools besides the built-in ones, for every agent whose toolset is on; a name that is taken is ignored. */
  extraTools?: readonly Tool[];
  /** Where the view of a session is shortened, where it differs from the usual: tests have small windows. */
  context?: Partial<ContextLimits>;
  /** How long code that waits for the owner's answer keeps its worker, in milliseconds; three seconds when left out. */
  suspendAfterMs?: number;
  /** Where tests stop the loop. */
  at?: (point: DebugPoint, sessionId: string) => Promise<void>;
}

export type Change = Parameters<Parameters<ApiDeps['changes']['subscribe']>[0]>[0];

/** The running house. */
export interface Holdfast {
  /** The one API, for whoever `access` says is asking. Never throws: failures are error envelopes. */
  fetch(request: Request, access: Access): Promise<Response>;
  running(): Promise<Running>;
  /** Hears what changed, as the window does over `/holdfast/v1/changes`. */
  onChange(listener: (change: Change) => void): () => void;
  /** Stops every session's turn, as the owner's stop button does. */
  stopAll(): Promise<void>;
  /** Stops what runs without touching its log, closes the data and lets go of the folder. What was under way goes on at the next start. */
  close(): Promise<void>;
  readonly log: Log;
  readonly harness: Harness;
  readonly palace: Palace;
}

/**
 * Opens the data folder and plugs the rooms together; resolves when sessions that were under way have been woken. Rejects with
 * `database_locked` when another Holdfast has the folder. A damaged or newer database opens read-only, and the status says so.
 */
export async function createHoldfast(options: HoldfastOptions): Promise<Holdfast> {
  const { runtime, logger = silentLogger, dataDir } = options;
  const closing = new AbortController();
  const data = await startRestorableData({ workerPath: options.workers.data, dataDir });
  const agents = createAgents(data);
  const log = createLog(data, runtime);
  const judge = createJudgeSetting(agents);
  const vaultRooms = await openVaultRooms({
    data,
    agents,
    log,
    keyPort: options.keyPort,
    launchVault: options.launchVault ?? forkVault(join(dirname(options.workers.data), 'vault.process.js')),
    runtime,
    logger,
  });
  const {
    journal,
    keyRing,
    secrets,
    canaries,
    inspection,
    profile,
    vaultProcess,
    credentialUses,
    door,
    vaults,
    vault,
  } = vaultRooms;
  const { egress, safe } = vaultProcess;
  const models = createModelSettings({ agents, vault, egress, runtime, override: options.model ?? null });
  const fallback = createFallbackModel(agents, models.current);
  const changes = createChanges(data);
  const forgetting = createForgetting({
    data,
    dataDir,
    clock: runtime.clock,
    logger,
    onChanged: () => changes.tell({ topic: 'palace' }),
  });
  const palace = createPalace({
    data,
    logger,
    onEmbedded: () => changes.tell({ topic: 'embedder' }),
    onIndexed: () => contexts.begin(),
    forgetInBackups: async () => (await forgetting.forgetInBackups()).map(({ id }) => id),
  });
  const embedder = createEmbedderSetting({
    agents,
    palace,
    workersDir: dirname(options.workers.data),
    override: options.embedderDir,
    logger,
    onChanged: () => changes.tell({ topic: 'embedder' }),
  });
  const retention = createRetentionRules({
    agents,
    palace,
    clock: runtime.clock,
    logger,
    signal: closing.signal,
    onChanged: () => changes.tell({ topic: 'palace' }),
  });
  const wakeUp = createWakeUp({ agents, palace, log });
  const webSearch = createWebSearch(agents);
  const network = createNetworkSetting(agents, egress, vaultProcess.setWay);
  const hostCommands = createHostCommands();
  const hostCommandsSetting = createHostCommandsSetting(agents, hostCommands);
  const workspaces = createWorkspaces(data);
  const sandboxPool = createSandboxPool({
    workerPath: options.workers.sandbox,
    logger,
    random: runtime.random,
  });
  const settings = createSettings(agents, () => [...tools.list(), ...mcp.tools()]);
  const gate = createGate({
    data,
    log,
    runtime,
    ownerPolicy: (tool) => settings.policyOf(tools.governs(tool)),
    reachBounds: createReachBounds(agents, log),
    ownPaths: [dataDir],
    ...(options.at ? { at: options.at } : {}),
  });
  const undo = createUndo({
    data,
    log,
    openRoot: (root) =>
      openFolder({ root, access: 'read_write', forbidden: [dataDir], random: runtime.random }),
  });
  const mountsOf = createMountsOf({
    gate,
    workspaces,
    undo,
    dataDir,
    runtime,
    planted: canaries.files,
  });
  const tools = createTools({
    sandbox: sandboxPool,
    shell: createShell({ workerPath: options.workers.sandbox, variables: canaries.variables }),
    mounts: mountsOf,
    palace,
    structure: palace,
    clock: runtime.clock,
    log,
    web: {
      fetchFor: door.fetchFor,
      pages: createPageReader({ workerPath: options.workers.sandbox }),
      searchUrl: webSearch.current,
      variables: vaults.variablesOf,
    },
    hostCommands: { run: hostCommands.run, isOn: hostCommandsSetting.isOn },
    ...(options.extraTools ? { extra: options.extraTools } : {}),
  });
  const defaults = createDefaults(agents);
  const ownerRules = createOwnerRules(agents, runtime);
  const mcp = createMcp({
    agents,
    data,
    vault,
    vaults,
    safe,
    egress: door,
    runtime,
    logger,
    version: options.version,
    mounts: mountsOf,
    confine: hostCommands.confine,
    resolveFolder: (path) => resolveGrantedRoot(path, [dataDir]),
    ourNames: () => [...tools.ourNames(), proposePlanName],
    waitingTools: async () => (await gate.listApprovals({ status: 'pending' })).map(({ tool }) => tool),
    endPermissions: (toolPrefix) => gate.endPermissions({ toolPrefix, by: 'owner' }),
    ownAgentId: async () => (await defaults()).agentId,
    tell: () => changes.tell({ topic: 'mcp' }),
  });
  const selfTest = createSelfTestRuns({
    dataDir,
    workers: { selfTest: join(dirname(options.workers.data), 'self-test.worker.js'), ...options.workers },
    version: options.version,
    runtime,
    logger,
    tell: () => changes.tell({ topic: 'self_test' }),
  });
  const toolsOf = async (agent: Record<string, unknown>) =>
    tools.forAgent(agent.tools, await mcp.offered(agent));
  const budgets = createBudgets({ data, settings: agents, runtime });
  const contexts = createContexts({
    agents,
    palace,
    models,
    budget: budgets.background,
    ownerRules,
    isBusy: () => harness.active().length > 0,
    runtime,
    logger,
    signal: closing.signal,
    onChanged: () => changes.tell({ topic: 'contexts' }),
  });
  const studies = createLogStudies(data);
  const sources = createSessionSources({ models, toolsOf, gate, ownerRules, clock: runtime.clock });
  const harness = createReplaceableHarness(() =>
    createHarness({
      log,
      gate,
      budgets,
      suspendedRuns: createSuspendedRuns(data),
      ...(options.suspendAfterMs === undefined ? {} : { suspendAfterMs: options.suspendAfterMs }),
      runtime,
      logger,
      ...sources,
      fallbackModel: fallback.choose,
      ...(options.context ? { contextLimits: options.context } : {}),
      // what is said is in the palace with the append that said it; this waits until it is found there, too
      beforeCompaction: () => palace.flush(),
      wakeUp: wakeUp.sources,
      areRevised: palace.areRevised,
      studies,
      outputs: inspection,
      planted: canaries,
      isJudgeOn: judge.isOn,
      askBounds: createAskBounds(agents, log),
      leaving: journal,
      onIdle: async (sessionId) => {
        await journal.flush(sessionId);
        await credentialUses.flush();
        await sandboxPool.endTask(sessionId);
        await palace.flush();
      },
      onRested: () => contexts.begin(),
      ...(options.at ? { at: options.at } : {}),
    }),
  );
  const restoring = createRestoring({
    data,
    harness,
    palace: {
      async rest() {
        await contexts.rest();
        await palace.rest();
      },
    },
    changes,
    loads: [
      keyRing.reload,
      profile.adopt,
      forgetting.begin,
      canaries.load,
      judge.load,
      network.load,
      webSearch.load,
      hostCommandsSetting.load,
      mcp.load,
      budgets.ensureBuilt,
      embedder.load,
      retention.begin,
      contexts.load,
    ],
  });
  const imports = createImports({
    data,
    workerPath: join(dirname(options.workers.data), 'import.worker.js'),
    redact: secrets.redact,
    underway: {
      get: () => agents.getSetting({ key: 'imports_underway' }),
      put: async (value) => void (await agents.putSetting({ key: 'imports_underway', value })),
    },
    clock: runtime.clock,
    ids: runtime.ids,
    logger,
    onChanged: () => changes.tell({ topic: 'imports' }),
  });
  const running = createRunning({ data, gate, harness });
  const startedAt = runtime.clock.now();
  const vaultKey = createVaultKey({
    vault,
    ring: keyRing,
    profile,
    changes,
    onUnlocked: () => goOnUnlocked({ log, harness, since: startedAt, logger }),
    logger,
  });

  const deps: ApiDeps = {
    clock: runtime.clock,
    ids: runtime.ids,
    logger,
    closing: closing.signal,
    agents,
    defaults,
    log,
    harness,
    gate,
    proposeGrants: createGrantProposals({ agents, defaults, log, toolsOf }),
    budgets: createBudgetsPort(budgets, models),
    resolveFolder: (path) => resolveGrantedRoot(path, [dataDir]),
    workspaces,
    files: createUploadedFiles({ data, ids: runtime.ids }),
    mounts: (sessionId) => mountsOf({ sessionId, writtenBy: 'owner' }),
    undo,
    palace,
    imports: { ...imports, fileBytes: importLimits.fileBytes },
    wakeUp: wakeUp.port,
    retention,
    embedder,
    contexts: contexts.port,
    settings: {
      ...settings,
      status: createStatus({
        version: options.version,
        dataDir,
        keyPort: options.keyPort,
        data,
        models,
        defaults,
        running,
        keyStorage: vaultKey.get,
      }),
    },
    models: { ...models.port, fallback: fallback.get, setFallback: fallback.set },
    webSearch,
    hostCommands: hostCommandsSetting,
    mcp: mcp.port,
    charter: ownerRules,
    context: createContextMeter({ log, ...sources, limits: options.context ?? {} }),
    evals: createEvalResults(dataDir),
    selfTest,
    backups: createBackups({ dataDir, data, runtime, restoreFile: restoring.restoreFile }),
    secrets: createSecretsPort(secrets, inspection),
    canaries,
    judge,
    egress: journal,
    vaults,
    vaultKey,
    vaultOverview: createVaultOverview({ vaults, safe, uses: credentialUses, journal, log }),
    network,
    audit: createAudit(log, profile, runtime),
    changes,
    host: options.host,
  };
  const api = createApi(deps);
  // what rested for a limit of the day before goes on with the new one, also where midnight passed while Holdfast was closed
  const budgetActions = createBudgetActions(deps);
  watchDays({
    clock: runtime.clock,
    signal: closing.signal,
    logger,
    async onNewDay() {
      const resumed = Promise.all([budgetActions.resumeAll(), retention.begin()]);
      contexts.begin();
      await resumed;
    },
  });
  data.onNote(({ topic }) => {
    // another model, another price, another limit
    if (topic === 'settings') contexts.begin();
  });
  watchApprovalTimeout({
    clock: runtime.clock,
    signal: closing.signal,
    logger,
    ...approvalTimeouts({ settings, data, gate, harness }),
  });

  await restoring.recover();
  if (data.degraded() === null) await budgetActions.resumeAll();
  // what is open for reading only, perhaps damaged, is recalled as well as it can be
  else await embedder.load().catch((caught: unknown) => logger.warn('recall goes by words alone', caught));
  return {
    fetch: async (request, access) => api.fetch(request, { access }),
    running,
    onChange: changes.subscribe,
    async stopAll() {
      await harness.stopAll('app');
    },
    async close() {
      closing.abort();
      await selfTest.close();
      await imports.close();
      await contexts.rest();
      await harness.close();
      await sandboxPool.close();
      await hostCommands.close();
      await mcp.close();
      await palace.close();
      await vaultRooms.close();
      await data.close();
    },
    log,
    harness,
    palace,
  };
}
