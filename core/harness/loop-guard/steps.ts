import type { EventOf, NewEvent } from '../../events/index.ts';
import type { LoopVerdict } from './judge.ts';
import { noteText, ownerQuestion, stopHere } from './wording.ts';

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

/** True when the owner answered the guard's question with stop, or not at all: silence means no. */
export function endsWork(
  question: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>,
  answer: EventOf<'user.custom_tool_result'>,
): boolean {
  if (question.type !== 'agent.custom_tool_use' || question.holdfast?.asked_by === undefined) return false;
  const text = (answer.content ?? [])
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join(' ');
  return answer.is_error === true || text.trim().toLowerCase() === stopHere.toLowerCase();
}
