import {
  composeWakeUp,
  createPicker,
  isWakeUpDue,
  wakeUpIn,
  wakeUpSwitch,
  wakeUpTokens,
} from '../context/index.ts';
import { type StoredEvent, textOf } from '../events/index.ts';
import type { Turn } from './turn.ts';

const messagesIn = createPicker(['user.message']);
const mostWords = 600;

/**
 * Puts what the owner's memory has for this session into its log, where that is due. A session does not fail for want of memory: what goes
 * wrong is logged, and it begins with nothing.
 */
export async function wakeUpWhereDue(turn: Turn, events: readonly StoredEvent[]): Promise<void> {
  const { ports, session } = turn;
  if (!ports.wakeUp || !(isWakeUpDue(events) || (await isOutdated(turn, events)))) return;
  const said = messagesIn(events).at(-1)?.event.content ?? [];
  const words = textOf(said).slice(0, mostWords);
  let made: ReturnType<typeof composeWakeUp>;
  try {
    const sources = await ports.wakeUp({ session, words, isWanted: wakeUpSwitch(events) });
    if (sources === null) return;
    made = composeWakeUp(sources);
  } catch (caught) {
    ports.logger.error('putting memory into a session', caught);
    return;
  }
  // what replaces another one is said also where nothing is left to say
  if (made.memory === null && wakeUpIn(events) === null) return;
  const { memory, putIn, tokens } = made;
  await turn.append([
    {
      type: 'holdfast.wake_up',
      put_in: putIn,
      budget_tokens: wakeUpTokens,
      tokens,
      ...(memory === null ? {} : { memory }),
    },
  ]);
}

/** Whether words of the wake-up that holds were revised since: the session would go on with what no longer holds. */
async function isOutdated({ ports }: Turn, events: readonly StoredEvent[]): Promise<boolean> {
  const holding = wakeUpIn(events)?.event;
  if (!ports.areRevised || holding?.memory === undefined) return false;
  const drawerIds = holding.put_in.flatMap(({ drawer_id }) => drawer_id ?? []);
  try {
    return await ports.areRevised({ drawerIds, since: Date.parse(holding.processed_at) });
  } catch (caught) {
    ports.logger.error('looking whether memory was revised', caught);
    return false;
  }
}
