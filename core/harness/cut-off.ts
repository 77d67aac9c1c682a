import type { NewEvent } from '../events/index.ts';
import { errorOutcome } from '../tools/index.ts';
import { resultEvent } from './result-event.ts';
import type { OpenCall } from './state.ts';

/** What a call without a result ends as, when it cannot or must not be run (again). */
export function cutOffEvent(
  call: OpenCall,
  why: 'interrupted' | 'restart',
  nested: readonly OpenCall[],
): NewEvent {
  const links = call.parentId === null ? {} : { parent_tool_use_id: call.parentId };
  if (call.isSuspended)
    return resultEvent(
      call.use.id,
      errorOutcome(
        'Stopped by the owner while the code waited for an answer. What it had done by then stands; the rest was not run.',
        { ended_by: 'aborted' },
      ),
      links,
    );
  if (call.intent === null || (why === 'interrupted' && call.isUnstarted)) {
    const text =
      why === 'interrupted'
        ? 'Not run: the owner stopped the turn.'
        : 'Not run: Holdfast was closed before it started.';
    return resultEvent(call.use.id, errorOutcome(text), links);
  }
  const made = nested.length > 0 ? ` Of the calls it made, ${nested.length} had no result yet.` : '';
  const text =
    `It was started, and then ${why === 'interrupted' ? 'the turn was stopped' : 'Holdfast was closed'} before a result came. ` +
    `Its outcome is unknown: look before doing it again.${made}`;
  return resultEvent(call.use.id, errorOutcome(text), { ...links, unknown_outcome: true });
}
