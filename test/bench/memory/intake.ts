import { systemRuntime } from '../../../core/base/index.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import type { Log } from '../../../core/log/index.ts';
import type { Conversation } from './locomo.ts';

/**
 * Lays conversations into the log as the import of a chat does: a wing for each, a session for each sitting, an event for each turn.
 * Gives the turn of each event.
 */
export async function takeIn(log: Log, conversations: readonly Conversation[]): Promise<Map<string, string>> {
  const { ids } = systemRuntime();
  const turnOf = new Map<string, string>();
  for (const { id: name, sittings } of conversations) {
    for (const { number, saidAt, turns } of sittings) {
      const session = await log.createSession({
        agent: {},
        environmentId: 'env_bench',
        title: `Sitting ${number}`,
        metadata: {},
      });
      const messages = turns.map(({ id, speaker, text }): NewEvent & { id: string } => {
        const event = ids.next('sevt');
        turnOf.set(event, id);
        return {
          id: event,
          type: 'holdfast.imported_message',
          speaker,
          said_at: saidAt.toISOString(),
          trust: 'untrusted',
          // an empty turn, of a picture alone, has no words to keep
          content: [{ type: 'text', text }],
        };
      });
      await log.append({
        sessionId: session.id,
        events: [{ type: 'holdfast.import_started', name }, ...messages],
      });
    }
  }
  return turnOf;
}
