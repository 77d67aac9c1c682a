import type { RoomStore, Tx } from '../../db/worker.ts';
import type { ClaimWarning } from '../../events/index.ts';
import type { WholeLogs } from '../../log/worker.ts';
import { checkClaims } from './check.ts';

/** The check of what a message claims, against a whole log. For a thread of its own. */
export function createCompletionStore(logs: WholeLogs) {
  return {
    commands: {},
    queries: {
      /** `lastSeq`: the log before the message ends here. */
      checkClaims: (
        tx: Tx,
        { sessionId, lastSeq, message }: { sessionId: string; lastSeq: number; message: string },
      ): ClaimWarning[] => checkClaims(logs.upTo(tx, sessionId, lastSeq), message),
    },
  } satisfies RoomStore;
}

export type CompletionStore = ReturnType<typeof createCompletionStore>;
