import { dirname, join } from 'node:path';
import { createAgents } from './agents/index.ts';
import { type Access, type ApiDeps, createApi, createBudgetActions, type HostPort } from './api/index.ts';
import { background, describeError, type Logger, type Runtime, silentLogger } from './base/index.ts';
import type { ContextLimits } from './context/index.ts';
import {
  type DataClient,
  dataFiles,
  listBackups,
  type StorageTrouble,
  startRestorableData,
} from './db/index.ts';
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
  createAskBounds,
  createAudit,
  createBackups,
  createBudgetsPort,
  createCanaries,
  createChanges,
  createContextMeter,
  createDefaults,
  createEgressJournal,
  createEvalResults,
  createFallbackModel,
  createForgetting,
  createGrantProposals,
  createHostCommandsSetting,
  createInspection,
  createJudgeSetting,
  createMcp,
  createModelSettings,
  createMountsOf,
  createNetworkSetting,
  createOwnerRules,
  createReachBounds,
  createSealing,
  createSecretsPort,
  createSelfTestRuns,
  createSettings,
  createVaultKey,
  createVaultOverview,
  createWakeUp,
  createWebSearch,
  describeSurroundings,
  type ModelOverride,
  type ModelSettings,
  macsOf,
  onSessionDeleted,
  outsideOf,
  plantedDoor,
  toBackup,
  watchApprovalTimeout,
  watchDays,
} from './house/index.ts';
import { createLog, createProfileChain, type Log } from './log/index.ts';
import { chosenEmbedder, createPalace, type Palace } from './palace/index.ts';
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
import {
  createCredentialUses,
  createHouseKey,
  createSecretKeeper,
  createVault,
  createVaultProcess,
  createVaults,
  forkVault,
  type KeyPort,
  type LaunchVault,
  openKeyRing,
} from './vault/index.ts';

export type { Access, HostPort } from './api/index.ts';
export type { ModelOverride } from './house/index.ts';
export type { KeyPort, LaunchVault } from './vault/index.ts';

export interface HoldfastOptions {
  /** Absolute. Locked for this process; made when missing. */
  dataDir: string;
  /** The bundled worker files; `selfTest` is by default beside the data worker. */
  workers: { data: string; sandbox: string; selfTest?: string };
  /** Folder of a sentence encoder (docs/recall.md); left out: the one that came along; null: recall works by words alone. */
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
  /** Sessions that work now, and approvals and questions that wait for the owner. */
  running(): Promise<{ sessions: number; pending: number }>;
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
  const journal = createEgressJournal(log, runtime.ids, logger);
  const keyRing = await openKeyRing({ data, outside: options.keyPort, runtime });
  const houseKey = createHouseKey({ data, keyPort: keyRing, random: runtime.random });
  const secrets = createSecretKeeper({ data, houseKey, random: runtime.random });
  const judge = createJudgeSetting(agents);
  const canaries = createCanaries({ agents, runtime, logger });
  const inspection = createInspection({ data, agents, keeper: secrets, planted: canaries, logger });
  const profile = createProfileChain({ data, macs: macsOf(houseKey), clock: runtime.clock });
  const sealing = createSealing({ data, chain: profile, runtime, logger });
  const credentialUses = createCredentialUses(data);
  const vaultProcess = createVaultProcess({
    launch: options.launchVault ?? forkVault(join(dirname(options.workers.data), 'vault.process.js')),
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
  const models = createModelSettings({ agents, vault, egress, runtime, override: options.model ?? null });
  const fallback = createFallbackModel(agents, models.current);
  const backups = createBackups({ dataDir, data, runtime, restoreFile });
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
    embedder: chosenEmbedder(options.embedderDir, dirname(options.workers.data)),
    forgetInBackups: async () => (await forgetting.forgetInBackups()).map(({ id }) => id),
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
    egress: door,
    runtime,
    logger,
    version: options.version,
    mounts: mountsOf,
    confine: hostCommands.confine,
    resolveFolder: (path) => resolveGrantedRoot(path, [dataDir]),
    ourNames: () => [...tools.ourNames(), proposePlanName],
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
  const studies = createLogStudies(data);
  let harness = newHarness();

  function newHarness(): Harness {
    return createHarness({
      log,
      gate,
      budgets,
      suspendedRuns: createSuspendedRuns(data),
      ...(options.suspendAfterMs === undefined ? {} : { suspendAfterMs: options.suspendAfterMs }),
      runtime,
      logger,
      model: (session) => chosenModel(models, session.agent.model),
      fallbackModel: fallback.choose,
      tools: (session) => toolsOf(session.agent),
      surroundings: (session) => describeSurroundings(gate, session.id, runtime.clock.now()),
      ownerRules: () => ownerRules.current(),
      ...(options.context ? { contextLimits: options.context } : {}),
      // what is said is in the palace with the append that said it; this waits until it is found there, too
      beforeCompaction: () => palace.flush(),
      wakeUp: wakeUp.sources,
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
      ...(options.at ? { at: options.at } : {}),
    });
  }

  async function restoreFile(path: string) {
    await harness.close();
    await palace.rest();
    const previous = await data.restore(path).finally(() => {
      harness = newHarness();
    });
    for (const topic of [
      'sessions',
      'approvals',
      'questions',
      'alarms',
      'rules',
      'palace',
      'settings',
      'status',
      'backups',
      'mcp',
      'vaults',
    ] as const)
      changes.tell({ topic });
    await recover();
    return previous;
  }

  async function recover(): Promise<void> {
    if (data.degraded() !== null) return;
    await keyRing.reload();
    await profile.adopt();
    await forgetting.begin();
    await canaries.load();
    await judge.load();
    await network.load();
    await webSearch.load();
    await hostCommandsSetting.load();
    await mcp.load();
    await budgets.ensureBuilt();
    await harness.recover();
  }

  async function pendingCount(): Promise<number> {
    const [approvals, questions] = await Promise.all([
      gate.listApprovals({ status: 'pending' }),
      gate.listQuestions({}),
    ]);
    return approvals.length + questions.length;
  }

  const running = async () => ({
    sessions: harness.active().length,
    pending: data.degraded() === null ? await pendingCount() : 0,
  });

  const vaultKey = createVaultKey({
    vault,
    ring: keyRing,
    changed() {
      changes.tell({ topic: 'status' });
      changes.tell({ topic: 'vaults' });
      // what was left without a seal while no key was open gets one
      background(profile.seal(), 'sealing the heads of the chains', logger);
    },
  });

  const deps: ApiDeps = {
    clock: runtime.clock,
    ids: runtime.ids,
    logger,
    closing: closing.signal,
    agents,
    defaults,
    log,
    harness: {
      wake: (sessionId, reason) => harness.wake(sessionId, reason),
      interrupt: (sessionId) => harness.interrupt(sessionId),
      pause: (sessionId, by) => harness.pause(sessionId, by),
      resume: (sessionId, by) => harness.resume(sessionId, by),
      stopAll: (by) => harness.stopAll(by),
      fork: (input) => harness.fork(input),
      foresee: (sessionId) => harness.foresee(sessionId),
    },
    gate,
    proposeGrants: createGrantProposals({ agents, defaults, log, toolsOf }),
    budgets: createBudgetsPort(budgets, models),
    resolveFolder: (path) => resolveGrantedRoot(path, [dataDir]),
    workspaces,
    files: createUploadedFiles({ data, ids: runtime.ids }),
    mounts: (sessionId) => mountsOf({ sessionId, writtenBy: 'owner' }),
    undo,
    palace,
    wakeUp: wakeUp.port,
    settings: {
      ...settings,
      status: () => statusOf({ options, data, models, defaults, running, keyStorage: vaultKey.get }),
    },
    models: { ...models.port, fallback: fallback.get, setFallback: fallback.set },
    webSearch,
    hostCommands: hostCommandsSetting,
    mcp: mcp.port,
    charter: ownerRules,
    context: createContextMeter({
      log,
      model: (session) => chosenModel(models, session.agent.model),
      tools: async (session) => (await toolsOf(session.agent)).declarations,
      surroundings: (session) => describeSurroundings(gate, session.id, runtime.clock.now()),
      ownerRules: () => ownerRules.current(),
      limits: options.context ?? {},
    }),
    evals: createEvalResults(dataDir),
    selfTest,
    backups,
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
  watchDays({ clock: runtime.clock, signal: closing.signal, logger, onNewDay: budgetActions.resumeAll });

  watchApprovalTimeout({
    clock: runtime.clock,
    signal: closing.signal,
    logger,
    timeoutMinutes: async () => (await settings.get()).approval_timeout_minutes,
    pending: () =>
      data.degraded() === null ? gate.listApprovals({ status: 'pending' }) : Promise.resolve([]),
    async deny(answer) {
      const { sessionId } = await gate.getApproval({ id: answer.toolUseId });
      await gate.answer({ ...answer, decision: 'deny', by: 'time-out' });
      await harness.wake(sessionId, 'input');
    },
  });

  await recover();
  if (data.degraded() === null) await budgetActions.resumeAll();
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
      await harness.close();
      await sandboxPool.close();
      await hostCommands.close();
      await mcp.close();
      await palace.close();
      await vaultProcess.close();
      await credentialUses
        .flush()
        .catch((caught: unknown) => logger.error('keeping when credentials were used', caught));
      await sealing.close();
      keyRing.close();
      await data.close();
    },
    log,
    get harness() {
      return harness;
    },
    palace,
  };
}

/** The model for a session, with the window that the owner gave it. */
async function chosenModel(models: ModelSettings, agentModel: unknown) {
  const chosen = withModelOf(await models.current(), agentModel);
  const windowTokens = chosen ? await models.windowOf(chosen.model) : undefined;
  return chosen && windowTokens !== undefined ? { ...chosen, windowTokens } : chosen;
}

/** An agent that names a model gets it; `default` and the rehearsal model are what the owner chose. */
function withModelOf(current: Awaited<ReturnType<ModelSettings['current']>>, agentModel: unknown) {
  if (current === null || current.model === 'rehearsal') return current;
  const named = typeof agentModel === 'string' ? agentModel : isNamed(agentModel) ? agentModel.id : 'default';
  return named === 'default' ? current : { ...current, model: named };
}

function isNamed(model: unknown): model is { id: string } {
  return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string';
}

function storageOf(trouble: StorageTrouble | null): Status['storage'] {
  if (trouble === null) return null;
  const { sentence, nextStep } = describeError(trouble.code);
  return { code: trouble.code, sentence, next_step: nextStep, since: new Date(trouble.since).toISOString() };
}

interface StatusInput {
  options: HoldfastOptions;
  data: DataClient;
  models: ModelSettings;
  defaults: ReturnType<typeof createDefaults>;
  running: Holdfast['running'];
  keyStorage: ReturnType<typeof createVaultKey>['get'];
}

type Status = Awaited<ReturnType<ApiDeps['settings']['status']>>;

async function statusOf({
  options,
  data,
  models,
  defaults,
  running,
  keyStorage,
}: StatusInput): Promise<Status> {
  const degraded = data.degraded();
  const base = { version: options.version, platform: process.platform, data_dir: options.dataDir };
  if (degraded !== null) {
    const { sentence, nextStep } = describeError(degraded.code);
    const backups = listBackups(dataFiles(options.dataDir)).map(toBackup);
    return {
      ...base,
      degraded: { code: degraded.code, sentence, next_step: nextStep, backups },
      first_run: false,
      model: {
        provider: 'none',
        model: null,
        base_url: null,
        has_key: false,
        state: 'not_set',
        message: '',
        checked_at: null,
      },
      key_storage: {
        backend: options.keyPort.backend,
        is_plain_text: options.keyPort.isPlainText === true,
        sentence: '',
        state: 'empty',
        locked_because: null,
        passphrase: 'none',
        outside: outsideOf(options.keyPort),
      },
      defaults: null,
      running: 0,
      pending: 0,
    };
  }
  const [now, { agentId, environmentId }, key] = [await running(), await defaults(), await keyStorage()];
  return {
    ...base,
    degraded: null,
    storage: storageOf(data.storage()),
    first_run: await models.isFirstRun(),
    model: await models.status(),
    key_storage: key,
    defaults: { agent_id: agentId, environment_id: environmentId },
    running: now.sessions,
    pending: now.pending,
  };
}
