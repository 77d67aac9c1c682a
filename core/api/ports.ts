import type { Agents } from '../agents/index.ts';
import type { Clock, Ids, Logger } from '../base/index.ts';
import type { ContentBlock, SessionEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';
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
  approvals: ApprovalsPort;
  folders: FoldersPort;
  workspace: WorkspacePort;
  palace: PalacePort;
  settings: SettingsPort;
  models: ModelsPort;
  backups: BackupsPort;
  audit: AuditPort;
  changes: ChangesPort;
  /** Null where there is no desktop: headless and in tests. */
  host: HostPort | null;
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

/** Bounds as RFC 3339. */
export interface TimeRange {
  gt?: string | undefined;
  gte?: string | undefined;
  lt?: string | undefined;
  lte?: string | undefined;
}

/** What the API needs of the log; `Log` of core/log is one. */
export type LogPort = Pick<
  Log,
  | 'append'
  | 'createSession'
  | 'deleteSession'
  | 'enqueue'
  | 'follow'
  | 'getEvent'
  | 'getSession'
  | 'listen'
  | 'listSessions'
  | 'onChange'
  | 'queued'
  | 'read'
  | 'updateSession'
  | 'verifyChain'
>;

export interface HarnessPort {
  /** Sees to it that the session's log and queue are worked on. Returns at once; waking a running session is fine. */
  wake(sessionId: string): void;
  /** Stops the running stream or tool; resolves when `user.interrupt` is in the log. Fine when nothing runs. */
  interrupt(sessionId: string): Promise<SessionEvent>;
  /** Answers a custom tool (ask_user, or a client's own); `question_not_found` when none waits under that id. */
  answerCustomTool(
    sessionId: string,
    answer: { customToolUseId: string; content: ContentBlock[]; isError: boolean },
  ): Promise<SessionEvent>;
  /** Runs the last turn again after an error or an interruption; `session_running` while it runs. */
  retry(sessionId: string): Promise<void>;
}

export interface ApprovalAnswer {
  decision: 'allow_once' | 'allow_session' | 'deny';
  note: string | null;
  by: string;
}

export interface ApprovalsPort {
  list(filter: { status: 'pending' | 'answered' | 'any'; sessionId?: string | undefined }): Promise<contract.Approval[]>;
  get(id: string): Promise<contract.Approval>;
  /** The pending or answered approval of a tool use; null when the call was never asked about. */
  ofToolUse(sessionId: string, toolUseId: string): Promise<contract.Approval | null>;
  /** `approval_already_answered`, `approval_stale`. Wakes the harness. Resolves with the `user.tool_confirmation` in the log. */
  answer(id: string, inputHash: string, answer: ApprovalAnswer): Promise<SessionEvent>;
  /** The calls that wait in an archived or rewound session never run. */
  voidPending(sessionId: string): Promise<void>;
  questions(filter: { sessionId?: string | undefined }): Promise<contract.Question[]>;
  rules(filter: { sessionId?: string | undefined }): Promise<contract.Rule[]>;
  revokeRule(id: string): Promise<void>;
}

export interface FoldersPort {
  list(sessionId: string): Promise<contract.GrantedFolder[]>;
  grant(sessionId: string, folder: { path: string; access: contract.FolderAccess }): Promise<contract.GrantedFolder>;
  revoke(sessionId: string, grantId: string): Promise<void>;
  /** True when `path` lies in a folder that some session holds. */
  covers(path: string): Promise<boolean>;
}

export interface WorkspacePort {
  list(sessionId: string): Promise<contract.WorkspaceFile[]>;
  read(sessionId: string, path: string): Promise<Uint8Array>;
  write(sessionId: string, path: string, bytes: Uint8Array): Promise<contract.WorkspaceFile>;
}

export interface PalacePort {
  wings(): Promise<contract.Wing[]>;
  rooms(wingId?: string): Promise<contract.Room[]>;
  drawers(request: SliceRequest & { wing?: string | undefined; room?: string | undefined }): Promise<Slice<contract.Drawer>>;
  drawer(id: string): Promise<contract.Drawer>;
  forget(id: string): Promise<contract.Forgotten>;
  search(request: { text: string; wing?: string | undefined; room?: string | undefined; limit: number }): Promise<contract.PalaceHit[]>;
}

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
  /** The configured model first, then what the endpoint offers where it can tell. */
  list(): Promise<contract.ModelChoice[]>;
}

export interface BackupsPort {
  list(): Promise<contract.Backup[]>;
  /** Into `path`, or into the data folder. */
  create(path: string | null): Promise<contract.Backup>;
  /** Replaces the database; the one before is kept. */
  restore(source: { backupId: string } | { path: string }): Promise<{ previous: contract.Backup | null }>;
}

export interface AuditPort {
  verify(): Promise<contract.AuditReport>;
}

export interface ChangesPort {
  subscribe(listener: (change: contract.Change) => void): () => void;
}

/** The desktop. Each dialog resolves with null when it was cancelled. */
export interface HostPort {
  pickFolder(options: { title?: string | undefined }): Promise<string | null>;
  pickSave(options: { suggestedName: string }): Promise<string | null>;
  pickOpen(options: { extensions: readonly string[] }): Promise<string | null>;
  openExternal(url: string): Promise<void>;
  reveal(path: string): Promise<void>;
}
