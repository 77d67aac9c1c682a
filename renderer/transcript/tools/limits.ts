import { z } from 'zod';

export interface LimitUsed {
  kind: 'time' | 'memory' | 'calls' | 'output';
  /** Milliseconds, bytes or a number. */
  used: number;
  limit: number | null;
}

const number = z.number().optional().catch(undefined);
const limits = z
  .object({ timeMs: number, memoryBytes: number, hostCalls: number, outputBytes: number })
  .partial()
  .optional()
  .catch(undefined);
const stats = z.object({
  wallMs: number,
  guestMs: number,
  peakMemoryBytes: number,
  hostCalls: number,
  outputBytes: number,
  limits,
});
const details = z.object({ stats: stats.optional().catch(undefined) });

/** What a run of code used, from the details of its result; empty for everything else. */
export function limitsOf(value: unknown): LimitUsed[] {
  const parsed = details.safeParse(value ?? {});
  const used = (parsed.success ? parsed.data.stats : undefined) ?? stats.safeParse(value ?? {}).data;
  if (!used) return [];
  const allowed = used.limits;
  const rows: [LimitUsed['kind'], number | undefined, number | undefined][] = [
    ['time', used.guestMs ?? used.wallMs, allowed?.timeMs],
    ['memory', used.peakMemoryBytes, allowed?.memoryBytes],
    ['calls', used.hostCalls, allowed?.hostCalls],
    ['output', used.outputBytes, allowed?.outputBytes],
  ];
  return rows.flatMap(([kind, amount, limit]) =>
    amount === undefined || (amount === 0 && kind !== 'time')
      ? []
      : [{ kind, used: amount, limit: limit ?? null }],
  );
}
