import type { Logger, Runtime } from '../base/index.ts';
import type { Gate, ToolPolicy } from '../gate/index.ts';
import type { Log, SessionRecord } from '../log/index.ts';
import type { ModelProvider, ModelTool } from '../model/index.ts';
import type { Tool } from '../tools/index.ts';
import type { DebugPoint } from './debug-points.ts';

/** The tools of one session as its agent has them. */
export interface SessionTools {
  declarations: readonly ModelTool[];
  /** Null for a name the session does not have. */
  get(name: string): Tool | null;
  /** Tools that somebody else runs: `ask_user`, and those a client declared. */
  isCustom(name: string): boolean;
  policy(name: string): ToolPolicy | null;
}

/** Everything the harness uses; it owns none of it. */
export interface HarnessPorts {
  log: Log;
  gate: Gate;
  runtime: Runtime;
  logger: Logger;
  /** The model for this session now; null when none is set up. */
  model(
    session: SessionRecord,
  ): Promise<{ provider: ModelProvider; model: string; maxTokens: number } | null>;
  tools(session: SessionRecord): Promise<SessionTools>;
  /** What the session can reach, for the system prompt. */
  surroundings(session: SessionRecord): Promise<string>;
  /** Called when a session has come to rest: end what runs for it. */
  onIdle?(sessionId: string): Promise<void>;
  /** Where tests stop the loop; nothing else of the product hangs on it. */
  at?: (point: DebugPoint, sessionId: string) => Promise<void>;
}

/** Why a turn ends early. */
export type StopCause = 'interrupt' | 'shutdown';

/** The abort reason of everything a turn started. */
export class TurnStopped extends Error {
  readonly why: StopCause;
  constructor(why: StopCause) {
    super(`the turn was stopped: ${why}`);
    this.why = why;
  }
}
