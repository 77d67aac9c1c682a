import type { NewEvent } from '../../events/index.ts';
import { errorOutcome } from '../../tools/index.ts';
import { resultEvent } from '../result-event.ts';

/** How a suspended run ends that cannot go on: nothing is run again without knowing what it did before. */
export function resultWithoutRecord(toolUseId: string): NewEvent {
  const text =
    'Not gone on with: what the code had seen before it waited is not kept any more. What it had done by then stands; look before doing it again.';
  return resultEvent(toolUseId, errorOutcome(text, { ended_by: 'diverged' }), {});
}
