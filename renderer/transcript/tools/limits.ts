import { z } from 'zod';

export interface LimitUsed {
  kind: 'time' | 'memory' | 'calls' | 'output';
  /** Milliseconds, bytes or a number. */
  used: number;
  limit: number | null;
}

const amount = z.number().optional().catch(undefined);
const limits = z
  .object({ time_ms: amount, memory_bytes: amount, tool_calls: amount, output_bytes: amount })
  .optional()
  .catch(undefined);
const details = z.object({
  guest_ms: amount,
  peak_memory_bytes: amount,
  tool_calls: amount,
  output_bytes: amount,
  limits,
});

const shellDetails = z.object({ exit_code: z.number(), files_written: amount, files_removed: amount });

export interface ShellEnd {
  exitCode: number;
  written: number;
  removed: number;
}

/** How a shell command ended, from the details of its result; null for everything else. */
export function shellEndOf(value: unknown): ShellEnd | null {
  const { data } = shellDetails.safeParse(value);
  if (!data) return null;
  return { exitCode: data.exit_code, written: data.files_written ?? 0, removed: data.files_removed ?? 0 };
}

/** What a run of code or a command used, from the details of its result; empty for everything else. */
export function limitsOf(value: unknown): LimitUsed[] {
  const { data } = details.safeParse(value);
  if (data?.guest_ms === undefined) return [];
  const rows: [LimitUsed['kind'], number | undefined, number | undefined][] = [
    ['time', data.guest_ms, data.limits?.time_ms],
    ['memory', data.peak_memory_bytes, data.limits?.memory_bytes],
    ['calls', data.tool_calls, data.limits?.tool_calls],
    ['output', data.output_bytes, data.limits?.output_bytes],
  ];
  return rows.flatMap(([kind, used, limit]) =>
    used === undefined || (used === 0 && kind !== 'time') ? [] : [{ kind, used, limit: limit ?? null }],
  );
}
