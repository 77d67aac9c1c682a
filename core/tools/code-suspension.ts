import { z } from 'zod';
import {
  keptRunFiles,
  type RunFiles,
  type RunRecord,
  runRecordSchema,
  type Suspension,
} from '../sandbox/index.ts';
import type { ToolContext, ToolOutcome } from './contract.ts';

/** Code that has written more than this since files landed keeps its worker while it waits. */
const mostChangedBytes = 4 * 1024 * 1024;

const suspendedCode = z.object({ run: runRecordSchema, files: keptRunFiles });

/** How a run of code is suspended, and what it goes on from; undefined where it cannot be. Its files are as they were then. */
export async function suspensionOf(
  { suspension }: ToolContext,
  files: RunFiles,
): Promise<Suspension | undefined> {
  if (!suspension) return undefined;
  const before = suspension.record === null ? null : suspendedCode.parse(JSON.parse(suspension.record));
  if (before) await files.restore(before.files);
  const isSmall = () => files.changedBytes() <= mostChangedBytes;
  return {
    record: before?.run ?? null,
    afterMs: suspension.afterMs,
    mayBegin: () => isSmall() && suspension.mayBegin(),
    mayBeginOnStop: () => isSmall() && suspension.mayBeginOnStop(),
  };
}

/** What a run leaves that was suspended. */
export async function suspendedOutcome(run: RunRecord, files: RunFiles): Promise<ToolOutcome> {
  const left: z.infer<typeof suspendedCode> = { run, files: await files.suspend() };
  return { content: [], isError: false, suspended: JSON.stringify(left) };
}
