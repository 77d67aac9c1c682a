import type { SettingsPort } from '../api/index.ts';
import { background, type Clock, HoldfastError, type Logger } from '../base/index.ts';
import type { DataClient } from '../db/index.ts';
import type { Gate } from '../gate/index.ts';
import type { Harness } from '../harness/index.ts';

/** A laptop that slept past the end of a time-out says no this long after it wakes, at the latest. */
const longestWaitMs = 30_000;

export interface ApprovalTimeoutPorts {
  clock: Pick<Clock, 'now' | 'sleep'>;
  signal: AbortSignal;
  logger: Logger;
  /** Minutes; null: calls wait without limit, which is the usual. */
  timeoutMinutes(): Promise<number | null>;
  /** Those that wait; `createdAt` in milliseconds since the epoch. */
  pending(): Promise<readonly { id: string; inputHash: string; createdAt: number }[]>;
  /** Answers no. May reject when the owner was faster. */
  deny(answer: { toolUseId: string; inputHash: string; note: string }): Promise<unknown>;
}

/** How calls that wait are found and answered in this house. */
export function approvalTimeouts({
  settings,
  data,
  gate,
  harness,
}: {
  settings: Pick<SettingsPort, 'get'>;
  data: Pick<DataClient, 'degraded'>;
  gate: Pick<Gate, 'answer' | 'getApproval' | 'listApprovals'>;
  harness: Pick<Harness, 'wake'>;
}): Pick<ApprovalTimeoutPorts, 'timeoutMinutes' | 'pending' | 'deny'> {
  return {
    timeoutMinutes: async () => (await settings.get()).approval_timeout_minutes,
    pending: async () => (data.degraded() === null ? gate.listApprovals({ status: 'pending' }) : []),
    async deny(answer) {
      const { sessionId } = await gate.getApproval({ id: answer.toolUseId });
      await gate.answer({ ...answer, decision: 'deny', by: 'time-out' });
      await harness.wake(sessionId, 'input');
    },
  };
}

/**
 * Says no to calls that waited longer than the owner wants, and says so to the agent. Never says yes. Looks again and again instead of
 * waiting once: the setting may change, the machine may sleep.
 */
export function watchApprovalTimeout(ports: ApprovalTimeoutPorts): void {
  background(watch(ports), 'time-outs of approvals', ports.logger);
}

async function watch(ports: ApprovalTimeoutPorts): Promise<void> {
  const { clock, signal, logger } = ports;
  while (!signal.aborted) {
    try {
      await clock.sleep(longestWaitMs, signal);
    } catch {
      return;
    }
    await denyOverdue(ports).catch((caught: unknown) => logger.error('time-outs of approvals', caught));
  }
}

/** One look: denies what is overdue now. */
export async function denyOverdue({
  clock,
  timeoutMinutes,
  pending,
  deny,
}: ApprovalTimeoutPorts): Promise<void> {
  const minutes = await timeoutMinutes();
  if (minutes === null) return;
  const overdue = (await pending()).filter(({ createdAt }) => clock.now() - createdAt >= minutes * 60_000);
  for (const { id, inputHash } of overdue) {
    const note = `Nobody answered within ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, which the owner has set to mean no.`;
    await deny({ toolUseId: id, inputHash, note }).catch((caught: unknown) => {
      // the owner answered in this very moment: their word stands
      if (!(caught instanceof HoldfastError) || !caught.code.startsWith('approval_')) throw caught;
    });
  }
}
