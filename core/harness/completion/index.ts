import { createPicker } from '../../context/index.ts';
import { type ClaimWarning, type NewEvent, type StoredEvent, textOf } from '../../events/index.ts';
import { claimsFor } from '../studies.ts';
import type { Turn } from '../turn.ts';
import { checkClaims } from './check.ts';
import { claimsOf } from './claims.ts';
import { mayRestOnUnread } from './unread.ts';

export { checkClaims } from './check.ts';

/** What lies behind is not looked at. */
const mostCharacters = 50_000;
/** So much is read here; what is longer, or has a log to be compared with, goes to the thread for it. */
const mostHere = 2_000;

const callsIn = createPicker(['agent.tool_use', 'agent.custom_tool_use']);

/**
 * The event that warns of what the last message of a turn claims; none where the log bears it out. `events`: the log before the answer.
 * Never rejects: an answer is not lost for its check.
 */
export async function claimEvents(
  turn: Pick<Turn, 'ports' | 'session' | 'signal'>,
  events: readonly StoredEvent[],
  answer: readonly NewEvent[],
): Promise<NewEvent[]> {
  const messages = answer.filter((event) => event.type === 'agent.message');
  const message_id = messages.at(-1)?.id;
  if (message_id === undefined) return [];
  const text = messages
    .map(({ content }) => textOf(content))
    .join('\n\n')
    .slice(0, mostCharacters);
  try {
    const warnings = await warningsOn(turn, events, text);
    return warnings.length === 0 ? [] : [{ type: 'holdfast.claims_checked', message_id, warnings }];
  } catch (caught) {
    if (!turn.signal.aborted) turn.ports.logger.error('checking what a message claims', caught);
    return [];
  }
}

async function warningsOn(
  turn: Pick<Turn, 'ports' | 'session' | 'signal'>,
  events: readonly StoredEvent[],
  text: string,
): Promise<ClaimWarning[]> {
  if (text.length <= mostHere) {
    if (callsIn(events).length === 0) return checkClaims(events, text);
    if (claimsOf(text).length === 0 && !mayRestOnUnread(text)) return [];
  }
  return claimsFor(turn, events, text);
}
