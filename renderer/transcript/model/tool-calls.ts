import { z } from 'zod';
import type { EventOf, FileDiff, SessionState, ToolCall } from './items.ts';

const askedPreview = z.object({
  diffs: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});

/** A call as it was asked for; what is said of it later is put in by the builder. */
export function callOf(
  event: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>,
  seq: number,
  turn: number,
): ToolCall {
  const own = event.type === 'agent.tool_use' ? event : null;
  return {
    id: event.id,
    seq,
    endSeq: seq,
    turn,
    name: event.name,
    input: event.input,
    askedAt: event.processed_at,
    startedAt: null,
    isAsked: own?.evaluated_permission === 'ask',
    status: own?.evaluated_permission === 'deny' ? 'denied' : 'pending',
    verdict: own?.holdfast?.verdict ?? null,
    foreignValues: foreignValuesOf(own),
    confirmation: null,
    result: null,
    durationMs: null,
    diffs: diffsOf(own),
    recorded: null,
    planStep: null,
    replayOf: null,
    children: [],
  };
}

function foreignValuesOf(event: EventOf<'agent.tool_use'> | null): readonly string[] {
  const values = event?.holdfast?.origins?.values ?? [];
  return [
    ...new Set(
      values.flatMap(({ origin, value }) => (origin === 'untrusted' || origin === 'model' ? [value] : [])),
    ),
  ];
}

function diffsOf(event: EventOf<'agent.tool_use'> | null): readonly FileDiff[] {
  const parsed = askedPreview.safeParse(event?.holdfast?.ask?.preview);
  return parsed.success ? parsed.data.diffs : [];
}

/** Puts a result into its call. */
export function settle(call: ToolCall, seq: number, result: NonNullable<ToolCall['result']>): void {
  const wasNotRun = call.status === 'not_run';
  call.result = result;
  call.endSeq = seq;
  const extras = result.type === 'agent.tool_result' ? result.holdfast : undefined;
  const since = call.startedAt ?? call.askedAt;
  call.durationMs = extras?.duration_ms ?? Math.max(0, Date.parse(result.processed_at) - Date.parse(since));
  if (extras?.denied || call.confirmation?.result === 'deny') call.status = 'denied';
  else if (call.recorded || extras?.details?.dry_run) call.status = 'recorded';
  else if (isNotRun(extras?.details) || (wasNotRun && result.is_error)) call.status = 'not_run';
  else if (extras?.unknown_outcome) call.status = 'unknown';
  else call.status = result.is_error ? 'failed' : 'done';
}

/** Marks of results that stand for calls which were not begun: by the loop guard, or because the owner stepped in. */
function isNotRun(details: Readonly<Record<string, unknown>> | undefined): boolean {
  return details?.loop_guard !== undefined || details?.skipped !== undefined;
}

/** Says of calls without a result how they stand, now that the whole log was read. */
export function judgeOpen(call: ToolCall, state: SessionState, turn: number): void {
  for (const child of call.children) judgeOpen(child, state, turn);
  if (call.result || call.status === 'denied' || call.status === 'not_run') return;
  if (call.confirmation?.result === 'deny') {
    call.status = 'denied';
    return;
  }
  const isCurrent = call.turn === turn && (state.status !== 'idle' || state.waitsFor.length > 0);
  const isWaiting = call.isAsked && !call.confirmation;
  if (!isCurrent || state.status === 'terminated') call.status = 'stopped';
  else if (isWaiting || call.children.some((child) => child.status === 'waiting')) call.status = 'waiting';
  else call.status = call.startedAt === null ? 'pending' : 'running';
}
