import type { NewEvent } from '../../events/index.ts';
import { commitWithinLimits } from '../budget/calls.ts';
import { type PlannedCall, planCall } from '../calls.ts';
import type { Turn } from '../turn.ts';
import { releasedCalls } from './dry-run.ts';
import { foldMode } from './mode.ts';

/**
 * Takes up the recorded calls that the owner let be executed: each becomes a call of its own, which passes the gate like any other.
 * False when there are none, or while the session is a dry run again.
 */
export async function planReleased(turn: Turn): Promise<boolean> {
  const events = await turn.readLog();
  const released = releasedCalls(events);
  const mode = foldMode(events);
  if (released.length === 0 || mode.mode === 'dry_run') return false;
  const uses: NewEvent[] = [];
  const planned: PlannedCall[] = [];
  for (const { toolUseId, tool: name, input } of released) {
    const id = turn.ports.runtime.ids.next('sevt');
    const plan = await planCall({
      ports: turn.ports,
      tools: turn.tools,
      sessionId: turn.session.id,
      call: { id, modelId: id, name, input, invalidJson: null },
      parentId: null,
      signal: turn.signal,
      restraints: {
        mode,
        said: { events, answer: [], parentId: null, hasThink: turn.tools.get('think') !== null },
        dryRunOf: toolUseId,
      },
    });
    const [use, ...rest] = plan.events;
    if (use) uses.push(use);
    planned.push({ ...plan, events: rest });
  }
  await commitWithinLimits(turn, uses, planned, []);
  return true;
}
