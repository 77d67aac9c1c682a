import type { TokenCounter } from '../context/index.ts';
import type { StoredEvent } from '../events/index.ts';
import type { SessionRecord } from '../log/index.ts';
import type { Commits } from './commits.ts';
import type { Control } from './control.ts';
import type { LoopGuard } from './loop-guard/index.ts';
import type { ModeState } from './plan/index.ts';
import type { HarnessPorts, SessionTools } from './ports.ts';

/** What one wake works with. Holds nothing that cannot be read from the log again. */
export interface Turn {
  ports: HarnessPorts;
  session: SessionRecord;
  /** As the mode has them. */
  tools: SessionTools;
  /** How the session worked when the loop looked last. */
  mode: ModeState;
  /** What was counted once; the same log gives the same counts. */
  tokens: TokenCounter;
  leaseToken: number;
  /** True once the last request found no limit at all; calls are then not weighed again. */
  isFree?: boolean;
  signal: AbortSignal;
  loopGuard: LoopGuard;
  control: Control;
  /** The whole log as it is now; reads only what came since. */
  readLog(): Promise<readonly StoredEvent[]>;
  /** Appends under the lease, what is held in front. */
  append: Commits['append'];
  commits: Commits;
}
