import type { Logger } from '../../base/index.ts';
import { type NewEvent, type StoredEvent, textOf } from '../../events/index.ts';
import { checkClaims } from './check.ts';

export { checkClaims } from './check.ts';

/** What lies behind is not looked at. */
const mostCharacters = 50_000;

/** Never throws: an answer is not lost for its check. The event that warns of what the last message of a turn claims; none where the log bears it out. `events`: the log before the answer. */
export function claimEvents(
  events: readonly StoredEvent[],
  answer: readonly NewEvent[],
  logger: Logger,
): NewEvent[] {
  const messages = answer.filter((event) => event.type === 'agent.message');
  const message_id = messages.at(-1)?.id;
  if (message_id === undefined) return [];
  const text = messages.map(({ content }) => textOf(content)).join('\n\n');
  try {
    const warnings = checkClaims(events, text.slice(0, mostCharacters));
    return warnings.length === 0 ? [] : [{ type: 'holdfast.claims_checked', message_id, warnings }];
  } catch (caught) {
    logger.error('checking what a message claims', caught);
    return [];
  }
}
