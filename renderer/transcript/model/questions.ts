import { z } from 'zod';
import type { EventOf, QuestionItem } from './items.ts';

// what the model wrote is shown as far as it makes sense
const input = z.object({
  question: z.string().catch(''),
  options: z.array(z.string()).catch([]),
  why: z.string().nullable().catch(null),
});

export function isAskUser(
  event: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>,
): event is EventOf<'agent.custom_tool_use'> {
  return event.type === 'agent.custom_tool_use' && event.name === 'ask_user';
}

export function questionOf(event: EventOf<'agent.custom_tool_use'>, seq: number, turn: number): QuestionItem {
  const isByHoldfast = event.holdfast?.asked_by !== undefined;
  return {
    ...input.parse(event.input),
    toolUseId: event.id,
    state: 'waiting',
    answer: '',
    turn,
    endSeq: seq,
    isByHoldfast,
  };
}
