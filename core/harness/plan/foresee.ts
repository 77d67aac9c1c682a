import type { StoredEvent } from '../../events/index.ts';
import type { SessionRecord } from '../../log/index.ts';
import { planCall } from '../calls.ts';
import type { HarnessPorts } from '../ports.ts';
import { foldDryRun, type RecordedCall } from './dry-run.ts';
import { foldMode } from './mode.ts';

/** What would become of a recorded call if the owner let it be executed now. */
export type Foreseen = 'run' | 'ask' | 'refuse';

/**
 * Weighs the calls that a dry run recorded and that are still open, as if they were executed now and the dry run were over. Runs and
 * stores nothing, and promises nothing: each call is weighed again when it is executed.
 */
export async function foreseeRecorded(
  ports: HarnessPorts,
  session: SessionRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, Foreseen>> {
  const open = foldDryRun(events).filter((call) => call.state === 'recorded');
  const foreseen = new Map<string, Foreseen>();
  if (open.length === 0) return foreseen;
  const folded = foldMode(events);
  const mode = folded.mode === 'dry_run' ? { mode: 'normal' as const, plan: null } : folded;
  const tools = await ports.tools(session);
  const weigh = async ({ toolUseId, tool: name, input }: RecordedCall): Promise<Foreseen> => {
    const planned = await planCall({
      ports,
      tools,
      sessionId: session.id,
      call: { id: toolUseId, modelId: toolUseId, name, input, invalidJson: null },
      parentId: null,
      signal: new AbortController().signal,
      restraints: {
        mode,
        said: { events, answer: [], parentId: null, hasThink: tools.get('think') !== null },
        dryRunOf: toolUseId,
      },
    });
    if (planned.isAllowed) return 'run';
    return planned.isBlocked ? 'ask' : 'refuse';
  };
  for (const call of open) foreseen.set(call.toolUseId, await weigh(call));
  return foreseen;
}
