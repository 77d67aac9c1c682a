import type { NewEvent, SessionEvent, StoredEvent } from '../../events/index.ts';
import { askUserName, errorOutcome, type ToolOutcome } from '../../tools/index.ts';
import { goOn, stopHere } from '../loop-guard/wording.ts';

/** How often a session may ask its owner before it has to say what is going on. */
export interface AskBounds {
  /** Since the owner's last say, whatever they answered. */
  perTurn: number;
  /** Within a minute, of those that they did not allow. */
  perMinute: number;
  /** Denials and unanswered questions since the owner's last say. */
  denials: number;
}

export const defaultAskBounds: AskBounds = { perTurn: 50, perMinute: 20, denials: 5 };

const minuteMs = 60_000;

/** What was asked since the owner last had a say: their message, or their answer to a question of Holdfast's own. */
export interface Asked {
  count: number;
  inLastMinute: number;
  denied: number;
}

/** Counts in the log, and in the blocks of an answer that are not in it yet. Calls of code count like the agent's own. */
export function askedSince(
  events: readonly StoredEvent[],
  answer: readonly NewEvent[],
  nowMs: number,
): Asked {
  const open = new Map<string, number>();
  let allowed = 0;
  let denied = 0;
  const start = lastSay(events);
  for (let index = start; index < events.length; index += 1) {
    const event = events[index]?.event;
    if (!event) continue;
    if (isAsk(event)) open.set(event.id ?? '', Date.parse(event.processed_at));
    else if (event.type === 'user.tool_confirmation' && open.has(event.tool_use_id)) {
      if (event.result === 'deny') denied += 1;
      else {
        allowed += 1;
        open.delete(event.tool_use_id);
      }
    } else if (event.type === 'user.custom_tool_result' && open.has(event.custom_tool_use_id)) {
      if (event.is_error === true) denied += 1;
      else {
        allowed += 1;
        open.delete(event.custom_tool_use_id);
      }
    }
  }
  const fresh = answer.filter(isAsk).length;
  const recent = [...open.values()].filter((at) => nowMs - at < minuteMs).length;
  return { count: open.size + allowed + fresh, inLastMinute: recent + fresh, denied };
}

/** Whether one more question would be too many. */
export function isTooOften({ count, inLastMinute, denied }: Asked, bounds: AskBounds): boolean {
  return count >= bounds.perTurn || inLastMinute >= bounds.perMinute || denied >= bounds.denials;
}

/** What the model reads of a call that nobody was asked about. */
export const askedTooOften: ToolOutcome = errorOutcome(
  'Not run, and the owner was not asked again: they were asked too often. Holdfast asks them whether this is to go on. Do nothing that needs their word until they have answered.',
  { refused: 'asked_too_often' },
);

/** The one question in the place of many. */
export function boundQuestion({ count, inLastMinute, denied }: Asked): NewEvent {
  const often = `It asked you ${count} times since you last wrote, ${inLastMinute} of them within a minute and not allowed; you said no ${denied} times.`;
  return {
    type: 'agent.custom_tool_use',
    name: askUserName,
    input: {
      question: `This agent keeps asking. ${often} Shall it go on?`,
      options: [goOn, stopHere],
      why: 'Whoever is asked often enough says yes in the end; a text that the agent read may count on that. Look at what it wanted before you let it go on.',
    },
    holdfast: { asked_by: 'ask_bound' },
  };
}

function isAsk(event: SessionEvent | NewEvent): boolean {
  if (event.type === 'agent.tool_use') return event.holdfast?.ask !== undefined;
  return (
    event.type === 'agent.custom_tool_use' &&
    event.name === askUserName &&
    event.holdfast?.asked_by === undefined
  );
}

function lastSay(events: readonly StoredEvent[]): number {
  const answered = new Set<string>();
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]?.event;
    if (event?.type === 'user.message') return index + 1;
    if (event?.type === 'user.custom_tool_result') answered.add(event.custom_tool_use_id);
    if (
      event?.type === 'agent.custom_tool_use' &&
      event.holdfast?.asked_by !== undefined &&
      answered.has(event.id)
    )
      return index + 1;
  }
  return 0;
}

/** Whether the one question stands already. */
export function isBoundQuestionOpen(events: readonly StoredEvent[]): boolean {
  for (let index = events.length - 1; index >= lastSay(events); index -= 1) {
    const event = events[index]?.event;
    if (event?.type === 'agent.custom_tool_use' && event.holdfast?.asked_by === 'ask_bound') return true;
  }
  return false;
}
