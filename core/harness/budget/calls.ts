import type { NewEvent, StoredEvent } from '../../events/index.ts';
import { errorOutcome, type ToolOutcome } from '../../tools/index.ts';
import type { PlannedCall } from '../calls.ts';
import { passPoints } from '../debug-points.ts';
import { resultEvent } from '../result-event.ts';
import type { Turn } from '../turn.ts';
import type { Reached } from './figures.ts';
import { reachedEvent } from './stop.ts';

/** Appends events with the intents of calls, unless a limit is in the way of some: then nothing is appended. */
export async function commitCalls(
  turn: Turn,
  events: readonly NewEvent[],
): Promise<
  | { kind: 'committed'; stored: StoredEvent[]; isFree: boolean }
  | { kind: 'refused'; toolUseIds: string[]; by: Reached[] }
> {
  const { ports, session, leaseToken } = turn;
  if (!events.some((event) => event.type === 'holdfast.tool_intent'))
    return { kind: 'committed', stored: await turn.append(events), isFree: false };
  await turn.commits.flush();
  await passPoints(ports.at, 'before', events, session.id);
  const committed = await ports.budgets.commit({ sessionId: session.id, leaseToken, events });
  if (committed.kind === 'committed') await passPoints(ports.at, 'after', events, session.id);
  return committed;
}

/**
 * Commits a message with what was planned for its calls (`planned[].events`, which follow it), then `last`. Calls beyond a limit get a
 * result that says so in the place of their intent, and the limits in the way are named.
 */
export async function commitWithinLimits(
  turn: Turn,
  message: readonly NewEvent[],
  planned: readonly PlannedCall[],
  last: readonly NewEvent[],
): Promise<void> {
  for (;;) {
    const events = [...message, ...planned.flatMap((plan) => plan.events), ...last];
    const committed = await commitCalls(turn, events);
    if (committed.kind === 'committed') return;
    for (const plan of planned) {
      const intent = plan.events.find((event) => event.type === 'holdfast.tool_intent');
      if (intent?.type !== 'holdfast.tool_intent' || !committed.toolUseIds.includes(intent.tool_use_id))
        continue;
      const refused = refuseCall(intent.tool_use_id, null, committed.by);
      plan.events = refused.events;
      plan.refused = refused.outcome;
      plan.isAllowed = false;
    }
  }
}

const words: Record<Reached['what'], string> = {
  input_tokens: 'tokens read',
  output_tokens: 'tokens written',
  cost_cents: 'money',
  wall_seconds: 'time since its start',
  running_seconds: 'running time',
  tool_calls: 'tool calls',
  bytes_out: 'bytes sent',
  files_changed: 'changed files',
  unpriced_tokens: 'tokens without a known price',
};

/** What the model reads of a call that was not run. */
export function refusedOutcome(reached: readonly Reached[]): ToolOutcome {
  const names = [...new Set(reached.map(({ what }) => words[what]))].join(', ');
  return errorOutcome(`Not run: the budget is used up (${names}). The owner decides whether to raise it.`);
}

/** A call that a budget keeps from running: what to append, and what its caller reads. */
export interface RefusedCall {
  events: NewEvent[];
  outcome: ToolOutcome;
}

/** The events of a call that does not run for a limit. The limit stands first, so that the call is taken out of the count. */
export function refuseCall(
  toolUseId: string,
  parentId: string | null,
  reached: readonly Reached[],
): RefusedCall {
  const outcome = refusedOutcome(reached);
  const links = parentId === null ? {} : { parent_tool_use_id: parentId };
  return { outcome, events: [reachedEvent(reached, [toolUseId]), resultEvent(toolUseId, outcome, links)] };
}

/** Looks at the limits once more before a committed call begins; null when it may. */
export async function refusalBeforeStart(
  turn: Turn,
  call: { id: string; parentId: string | null },
): Promise<RefusedCall | null> {
  if (turn.isFree) return null;
  const { refused, reached } = await turn.ports.budgets.mayStart(turn.session.id, call.id);
  return refused.length === 0 ? null : refuseCall(call.id, call.parentId, reached);
}
