import type { DataClient } from '../db/index.ts';
import type { Gate } from '../gate/index.ts';
import type { Harness } from '../harness/index.ts';

/** Sessions that work now, and approvals and questions that wait for the owner. */
export interface Running {
  sessions: number;
  pending: number;
}

/** Counts what is under way. A database that could not be opened has nothing that waits. */
export function createRunning({
  data,
  gate,
  harness,
}: {
  data: Pick<DataClient, 'degraded'>;
  gate: Pick<Gate, 'listApprovals' | 'listQuestions'>;
  harness: Pick<Harness, 'active'>;
}): () => Promise<Running> {
  async function pendingCount(): Promise<number> {
    const [approvals, questions] = await Promise.all([
      gate.listApprovals({ status: 'pending' }),
      gate.listQuestions({}),
    ]);
    return approvals.length + questions.length;
  }
  return async () => ({
    sessions: harness.active().length,
    pending: data.degraded() === null ? await pendingCount() : 0,
  });
}
