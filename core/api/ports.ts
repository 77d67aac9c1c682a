import type { Agents } from '../agents/index.ts';
import type { Clock, Ids, Logger } from '../base/index.ts';
import type { Gate, GrantProposal } from '../gate/index.ts';
import type { Budgets, Harness } from '../harness/index.ts';
import type { Imports } from '../imports/index.ts';
import type { Log } from '../log/index.ts';
import type { Palace, PalaceStructure } from '../palace/index.ts';
import type { Mounts, UploadedFiles, Workspaces } from '../sandbox/index.ts';
import type { Undo } from '../undo/index.ts';
import type { Vaults } from '../vault/index.ts';
import type * as contract from './contract.ts';

/**
 * What the API asks of the house. Every method rejects with HoldfastError; what does not exist is `not_found`
 * (or the room's own `…_not_found`). Shapes are those of the wire, so that a route only checks and passes on.
 */
export interface ApiDeps {
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Aborts when the house closes: ends every open stream. */
  closing: AbortSignal;
  pingMs?: number;
  agents: Agents;
  /** Id of the agent and environment of the owner's own sessions. */
  defaults(): Promise<{ agentId: string; environmentId: string }>;
  log: LogPort;
  harness: HarnessPort;
  gate: GatePort;
  /** Grants that a text of the owner's suggests, against a session's tools, or those of a new one. */
  proposeGrants(text: string, sessionId: string | null): Promise<GrantProposal[]>;
  budgets: BudgetsPort;
  /** The real path of a folder that may be granted. Throws `folder_missing`, `folder_refused`. */
  resolveFolder(path: string): Promise<string>;
  workspaces: WorkspacesPort;
  files: UploadedFiles;
  /** What a session reaches now, for looking. */
  mounts(sessionId: string): Promise<Pick<Mounts, 'list' | 'readFile' | 'stat'>>;
  undo: Pick<Undo, 'apply' | 'diffOf' | 'list' | 'plan'>;
  palace: PalacePort;
  imports: ImportsPort;
  wakeUp: WakeUpPort;
  retention: RetentionPort;
  embedder: EmbedderPort;
  contexts: ContextsPort;
  settings: SettingsPort;
  models: ModelsPort;
  webSearch: WebSearchPort;
  hostCommands: HostCommandsSettingPort;
  mcp: McpPort;
  charter: CharterPort;
  context: ContextPort;
  evals: { safety(): Promise<contract.SafetyEval> };
  selfTest: SelfTestPort;
  backups: BackupsPort;
  secrets: SecretsPort;
  canaries: CanariesPort;
  judge: JudgePort;
  egress: EgressJournalPort;
  vaults: Vaults;
  /** Newest first, with archived ones. */
  vaultOverview(): Promise<contract.VaultOverview[]>;
  vaultKey: VaultKeyPort;
  network: NetworkPort;
  audit: AuditPort;
  changes: ChangesPort;
  /** Null where there is no desktop: headless and in tests. */
  host: HostPort | null;
}

/** What left: each session's own is in its log, but for what waits for the next commit. */
export interface EgressJournalPort {
  pending(sessionId: string): readonly contract.EgressEntryView[];
  withoutSession(): readonly contract.EgressEntryView[];
}

/** What keeps the vault's keys. A passphrase goes in and is kept nowhere. Throws `passphrase_wrong`, `passphrase_wait`, `conflict`. */
export interface VaultKeyPort {
  get(): Promise<contract.KeyStorage>;
  unlock(passphrase: string): Promise<contract.KeyStorage>;
  lock(): Promise<contract.KeyStorage>;
  set(input: { passphrase: string; current?: string | undefined }): Promise<contract.KeyStorage>;
  remove(current: string): Promise<contract.KeyStorage>;
}

export interface NetworkPort {
  get(): Promise<contract.Network>;
  set(wanted: contract.NetworkChange): Promise<contract.Network>;
  doors(): contract.EgressDoorView[];
}

/** Bounds as RFC 3339. */
export interface TimeRange {
  gt?: string | undefined;
  gte?: string | undefined;
  lt?: string | undefined;
  lte?: string | undefined;
}

/** A slice of a list in the order asked for. `after` is the last row's position when more rows follow. */
export interface Slice<T> {
  rows: T[];
  after: string | null;
}

export interface SliceRequest {
  limit: number;
  after?: string | undefined;
}

/** What the API needs of the log; `Log` of core/log is one. */
export type LogPort = Pick<
  Log,
  | 'append'
  | 'changeQueued'
  | 'createSession'
  | 'deleteSession'
  | 'enqueue'
  | 'excerpts'
  | 'follow'
  | 'getEvent'
  | 'getSession'
  | 'listen'
  | 'listSessions'
  | 'onChange'
  | 'partial'
  | 'queued'
  | 'read'
  | 'removeQueued'
  | 'updateSession'
  | 'verifyChain'
>;

/** What the API needs of the harness; `Harness` of core/harness is one. */
export type HarnessPort = Pick<
  Harness,
  'foresee' | 'fork' | 'interrupt' | 'pause' | 'resume' | 'stopAll' | 'wake'
>;

/** What the API needs of the budgets; `Budgets` of core/harness is most of it. */
export interface BudgetsPort
  extends Pick<Budgets, 'change' | 'figures' | 'report' | 'settings' | 'spending' | 'stillReached'> {
  /** The model that an agent's model means now, and its price where somebody knows it. */
  modelOf(agentModel: string): Promise<{ id: string | null; price: contract.ModelPrice | null }>;
  /** Prices that Holdfast knows by itself. */
  knownPrices: Readonly<Record<string, contract.ModelPrice>>;
  /** Names of the models that are set up now. */
  modelsInUse(): Promise<string[]>;
}

/** What the API needs of the gate; `Gate` of core/gate is one. */
export type GatePort = Pick<
  Gate,
  | 'addCallGrants'
  | 'answer'
  | 'changeCallGrant'
  | 'countWaiting'
  | 'getApproval'
  | 'grantFolder'
  | 'listAlarms'
  | 'listApprovals'
  | 'listCallGrants'
  | 'listFolders'
  | 'listFoldersOf'
  | 'listQuestions'
  | 'listRules'
  | 'revokeCallGrant'
  | 'revokeFolder'
  | 'revokeRule'
>;

/** What the API needs of the palace; `Palace` of core/palace is one. */
export type PalacePort = Pick<
  Palace,
  | 'drawer'
  | 'drawers'
  | 'drawerHistory'
  | 'exportMemory'
  | 'forget'
  | 'forgetNote'
  | 'forgetPreview'
  | 'noteExport'
  | 'pin'
  | 'pins'
  | 'revise'
  | 'quarantined'
  | 'rooms'
  | 'search'
  | 'settle'
  | 'waitingNotes'
  | 'wings'
> &
  PalaceStructure;

/** What the API needs of the imports; `Imports` of core/imports is most of it. */
export type ImportsPort = Pick<
  Imports,
  | 'addFile'
  | 'begin'
  | 'brokenOff'
  | 'choose'
  | 'discard'
  | 'dismissBrokenOff'
  | 'get'
  | 'list'
  | 'preview'
  | 'read'
  | 'take'
> & { /** How large a file may be. */ fileBytes: number };

/** What the API needs of the sessions' own files; `Workspaces` of core/sandbox is one. */
export type WorkspacesPort = Pick<Workspaces, 'files' | 'open' | 'resolve'>;

export interface SettingsPort {
  status(): Promise<contract.Status>;
  get(): Promise<contract.Settings>;
  change(patch: contract.SettingsPatch): Promise<contract.Settings>;
  tools(): Promise<contract.ToolInfo[]>;
  setToolPolicy(name: string, policy: contract.ToolPolicy): Promise<contract.ToolInfo>;
}

export interface ModelsPort {
  set(settings: contract.ModelSettings): Promise<contract.ModelStatus>;
  /** One real, small request. */
  check(): Promise<contract.ModelStatus>;
  removeKey(): Promise<contract.ModelStatus>;
  fallback(): Promise<contract.ModelFallback>;
  setFallback(change: contract.ModelFallback): Promise<contract.ModelFallback>;
  /** The configured model first, then what the endpoint offers where it can tell. */
  list(): Promise<contract.ModelChoice[]>;
}

/** The owner's search provider; setting it opens the door to it for searches. */
export interface WebSearchPort {
  get(): Promise<contract.WebSearch>;
  /** Throws `egress_address_invalid`. */
  set(wanted: contract.WebSearch): Promise<contract.WebSearch>;
}

/** Whether agents get programs of the computer as a tool. */
export interface HostCommandsSettingPort {
  get(): Promise<contract.HostCommandsView>;
  /** Throws `invalid_request` when it is switched on where nothing can confine a program. */
  set(wanted: contract.HostCommandsChange): Promise<contract.HostCommandsView>;
}

/** MCP servers. What changes one gives it as it is then; all but `list` and `add` throw `mcp_server_unknown`. */
export interface McpPort {
  /** In the order in which they were added. */
  list(): Promise<contract.McpServer[]>;
  /** Adds it, switched off, and reaches it once. Throws `mcp_name_refused`, `egress_address_invalid`. */
  add(wanted: contract.AddMcpServer): Promise<contract.McpServer>;
  /**
   * Switches it, or changes how it is reached and reaches it once; sessions have it so from their next call. Throws `mcp_name_refused`,
   * `egress_address_invalid`, `mcp_server_waited_for`, `vault_locked`; nothing is changed then.
   */
  change(id: string, wanted: contract.ChangeMcpServer): Promise<contract.McpServer>;
  remove(id: string): Promise<void>;
  /** Gives the address for the owner's browser, and goes on when they come back. Throws `mcp_sign_in_not_offered`, `mcp_client_needed` and the like. */
  beginSignIn(
    id: string,
    wanted: contract.SignInToMcpServer,
  ): Promise<{ url: string; host: string; scope: string | null }>;
  cancelSignIn(id: string): Promise<contract.McpServer>;
  signOut(id: string): Promise<contract.McpServer>;
  /** Reaches it once and reads its list; that it fails is part of the answer. */
  test(id: string, signal: AbortSignal): Promise<contract.McpServer>;
  /** Throws `conflict` when the server's tool is not the one of the pin, `mcp_tool_refused`, `mcp_tool_unknown`. */
  accept(id: string, tool: string, pin: string): Promise<contract.McpServer>;
  setLabels(id: string, tool: string, labels: contract.McpLabels | null): Promise<contract.McpServer>;
  /** Sets the proposed labels of these tools. */
  acceptLabels(id: string, tools: readonly string[]): Promise<contract.McpServer>;
}

/** The owner's standing rules, and the charter they make. */
export interface CharterPort {
  get(): Promise<contract.CharterView>;
  /** Replaces the list. Throws `conflict` when `base_version` is not the current one. */
  set(wanted: contract.SetCharter): Promise<contract.CharterView>;
}

/** The scripted adversaries, played in the app. Each gives how things stand then. */
export interface SelfTestPort {
  get(): Promise<contract.SelfTest>;
  /** Does nothing while one is running. */
  start(): Promise<contract.SelfTest>;
  /** Resolves when it has ended; nothing of it is kept. */
  cancel(): Promise<contract.SelfTest>;
}

/** What sessions begin with of the owner's memory. */
export interface WakeUpPort {
  setting(): Promise<contract.WakeUpSetting>;
  set(wanted: { is_on?: boolean; identity?: string }): Promise<contract.WakeUpSetting>;
  /** Throws `session_not_found`. */
  /** What any session would begin with now, before its task is known. */
  preview(): Promise<contract.WakeUpItemView[]>;
  ofSession(sessionId: string): Promise<contract.SessionWakeUp>;
  setForSession(sessionId: string, isOn: boolean, by: string): Promise<void>;
}

/** How long wings keep what was said. All but `list` throw `memory_wing_not_found`. */
export interface RetentionPort {
  list(): Promise<contract.RetentionRule[]>;
  preview(rule: {
    wingId: string;
    days: number;
    whose: contract.RetentionWhose;
  }): Promise<contract.RetentionPreview>;
  /** Carried out at once, in the background. Throws `conflict` where more would go than were `seen`. */
  set(rule: {
    wingId: string;
    days: number;
    whose: contract.RetentionWhose;
    seen: number;
    by: string;
  }): Promise<contract.RetentionRule>;
  /** What is forgotten stays so; the rest is kept. Throws `not_found`. */
  remove(wingId: string): Promise<void>;
}

/** Which sentence encoder recall has. */
export interface EmbedderPort {
  get(): Promise<contract.EmbedderView>;
  /** A folder is tried first. Throws `embedder_refused`. */
  set(
    choice: { kind: 'default' } | { kind: 'none' } | { kind: 'folder'; path: string },
  ): Promise<contract.EmbedderView>;
}

/** Contexts of drawers, by which recall finds them besides. */
export interface ContextsPort {
  get(): Promise<contract.ContextsView>;
  /** Throws `conflict` where no model is set up that could write them, `not_found` for a wing that is not there. */
  set(change: contract.ContextsChange): Promise<contract.ContextsView>;
  /** All of them go; while it is on they are made anew. */
  remove(): Promise<contract.ContextsView>;
}

export interface ContextPort {
  measure(sessionId: string): Promise<contract.SessionContext>;
}

export interface BackupsPort {
  list(): Promise<contract.Backup[]>;
  /** Into `path`, or into the data folder. */
  create(path: string | null): Promise<contract.Backup>;
  /** Replaces the database; the one before is kept. */
  restore(source: { backupId: string } | { path: string }): Promise<{ previous: contract.Backup | null }>;
}

/** Whether a model may judge calls of tools whose policy is `auto`. */
export interface JudgePort {
  get(): Promise<contract.JudgeView>;
  set(change: contract.JudgeView): Promise<contract.JudgeView>;
}

/** Planted secrets. */
export interface CanariesPort {
  get(): Promise<contract.CanariesView>;
  set(change: contract.CanariesChange): Promise<contract.CanariesView>;
  /** A text that leaves the house, without them. */
  hide(text: string): string;
}

/** Secrets at large, as the owner sees them. */
export interface SecretsPort {
  list(): Promise<contract.FoundSecret[]>;
  /** Throws `not_found`, `secret_sealed`. */
  reveal(number: number): Promise<string>;
  setHarmless(number: number, isHarmless: boolean): Promise<void>;
  switches(): Promise<contract.RedactionSwitches>;
  setSwitches(switches: contract.RedactionSwitches): Promise<void>;
}

export interface AuditPort {
  /** `exported`: the text of a file to compare with. */
  verify(exported?: string): Promise<contract.AuditReport>;
  /** The heads of all chains, sealed, as the text of a file. */
  export(): Promise<string>;
  /** Makes the projections anew from the log, compares, and keeps the new ones when `apply` is set. */
  rebuild(request: contract.RebuildRequest): Promise<contract.RebuildReport>;
}

export interface ChangesPort {
  subscribe(listener: (change: contract.Change) => void): () => void;
}

/** The desktop. Each dialog resolves with null when it was cancelled. */
export interface HostPort {
  pickFolder(options: { title?: string | undefined }): Promise<string | null>;
  pickSave(options: { suggestedName: string }): Promise<string | null>;
  pickOpen(options: { extensions: readonly string[] }): Promise<string | null>;
  /** Asks, outside of the window, whether this command may be started now and later. */
  allowProgram(options: {
    name: string;
    command: readonly string[];
    /** Folders it reaches; null: everything that the owner may. */
    folders: readonly { path: string; access: contract.FolderAccess }[] | null;
  }): Promise<boolean>;
  openExternal(url: string): Promise<void>;
  /** Asks, outside of the window, and opens the page where one signs in to a server. False: the owner does not want to. */
  openSignIn(options: { server: string; url: string; scope: string | null }): Promise<boolean>;
  reveal(path: string): Promise<void>;
}
