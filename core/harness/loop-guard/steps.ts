import type { EventOf, NewEvent } from '../../events/index.ts';
import type { LoopVerdict } from './judge.ts';
import { noteText, ownerQuestion } from './wording.ts';

/** What has to be appended for a verdict: a note, and at level 3 the question for the owner. Empty when it is already said. */
export function stepEvents(verdict: LoopVerdict): NewEvent[] {
  const { level, notedLevel, kind } = verdict;
  if (level === 0 || level <= notedLevel) return [];
  const tool_use_ids = verdict.staleIds.slice(-20);
  const text = noteText(verdict, level);
  const noted: NewEvent = { type: 'holdfast.loop_noted', level, kind, tool_use_ids, text };
  if (level < 3) return [noted];
  const question: NewEvent = {
    type: 'agent.custom_tool_use',
    name: 'ask_user',
    input: ownerQuestion(verdict),
    holdfast: { asked_by: 'loop_guard' },
  };
  return [noted, question];
}

/** True for the guard's own question, which the model has not asked. */
export function isGuardQuestion(event: EventOf<'agent.custom_tool_use'>): boolean {
  return event.holdfast?.asked_by === 'loop_guard';
}
