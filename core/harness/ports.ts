import type { Logger, Runtime } from '../base/index.ts';
import type { CharterParts, ContextLimits, WakeUpSources } from '../context/index.ts';
import type { NewEvent } from '../events/index.ts';
import type { Gate, ToolPolicy } from '../gate/index.ts';
import type { Log, SessionRecord } from '../log/index.ts';
import type { ModelProvider, ModelTool } from '../model/index.ts';
import type { Tool } from '../tools/index.ts';
import type { PlantedSecrets } from './alarm.ts';
import type { AskBounds } from './asking/bounds.ts';
import type { Budgets } from './budget/budgets.ts';
import type { DebugPoint } from './debug-points.ts';
import type { OutputGuard } from './inspect.ts';
import type { LogStudies } from './studies.ts';
import type { SuspendedRuns } from './suspended/runs.ts';

/** The tools of one session as its agent has them. */
export interface SessionTools {
  declarations: readonly ModelTool[];
  /** Null for a name the session does not have. */
  get(name: string): Tool | null;
  /** Tools that somebody else runs: `ask_user`, and those a client declared. */
  isCustom(name: string): boolean;
  policy(name: string): ToolPolicy | null;
}

/** The model for a session's next request. */
export interface ChosenModel {
  provider: ModelProvider;
  model: string;
  maxTokens: number;
  /** What it can read and write at once; absent: the usual window. */
  windowTokens?: number;
}

/** Everything the harness uses; it owns none of it. */
export interface HarnessPorts {
  log: Log;
  gate: Gate;
  budgets: Budgets;
  runtime: Runtime;
  suspendedRuns: SuspendedRuns;
  /** How long code that waits for the owner is kept at hand; after that it is suspended. */
  suspendAfterMs?: number;
  logger: Logger;
  /** The model for this session now; null when none is set up. */
  model(session: SessionRecord): Promise<ChosenModel | null>;
  /** The model that the owner named for when the other one fails; null or absent when there is none. */
  fallbackModel?(session: SessionRecord): Promise<ChosenModel | null>;
  tools(session: SessionRecord): Promise<SessionTools>;
  /** What the session can reach, for the system prompt. */
  surroundings(session: SessionRecord): Promise<string>;
  /** The owner's standing rules as they are now. */
  ownerRules(): Promise<CharterParts['ownerRules']>;
  /** Where the view is shortened, where it differs from the usual. */
  contextLimits?: Partial<ContextLimits>;
  /**
   * Resolves when the palace holds everything of the session word for word and can find it. Awaited before a compaction and every
   * 15 messages; when it rejects there is no compaction.
   */
  beforeCompaction(sessionId: string): Promise<void>;
  /**
   * What of the owner's memory a session could begin with, for the words of its task; null where that is switched off. `isWanted` is the
   * owner's word for this session. Without it, sessions begin with nothing.
   */
  wakeUp?(input: {
    session: SessionRecord;
    words: string;
    isWanted: boolean | null;
  }): Promise<WakeUpSources | null>;
  /** Whether other words took the place of one of these drawers of a wake-up, at `since` or later; without it, they never do. */
  areRevised?(input: { drawerIds: readonly string[]; since: number }): Promise<boolean>;
  /** Looks at what tools give back, before it is committed; without it, outputs go on as they are. */
  outputs?: OutputGuard;
  /** Secrets that were planted and whose use is an alarm; without it there are none. */
  planted?: PlantedSecrets;
  /** How often a session may ask its owner; the usual bounds when left out. */
  askBounds?(sessionId: string): Promise<AskBounds>;
  /** Whether the owner lets a model judge calls of tools whose policy is `auto`; absent: no. */
  isJudgeOn?(): boolean;
  /** What takes long over a whole log; without it, it is done in this thread. */
  studies?: LogStudies;
  /** What left for a session and is to be committed along with what is committed next. */
  leaving?: {
    take(sessionId: string): (NewEvent & { id: string })[];
    putBack(sessionId: string, events: readonly (NewEvent & { id: string })[]): void;
  };
  /** Called when a session has come to rest: end what runs for it. */
  onIdle?(sessionId: string): Promise<void>;
  /** A session works no more; it is not among the active ones. Must not throw. */
  onRested?(): void;
  /** Where tests stop the loop; nothing else of the product hangs on it. */
  at?: (point: DebugPoint, sessionId: string) => Promise<void>;
}

/** Why a turn ends early. */
export type StopCause = 'interrupt' | 'shutdown' | 'stop_all';

/** The abort reason of everything a turn started. */
export class TurnStopped extends Error {
  readonly why: StopCause;
  constructor(why: StopCause) {
    super(`the turn was stopped: ${why}`);
    this.why = why;
  }
}
