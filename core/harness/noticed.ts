import type { EventOf, StoredEvent } from '../events/index.ts';
import type { NoticedBefore } from '../gate/index.ts';

const mostShown = 3;

/**
 * What the agent read since the owner's last message that tried to hide something, to pose as somebody or to command its reader, newest
 * first. Shown beside a call that asks; nothing decides by it.
 */
export function noticedBefore(events: readonly StoredEvent[]): NoticedBefore[] {
  const noticed: NoticedBefore[] = [];
  const results: EventOf<'agent.tool_result'>[] = [];
  let first = events.length - 1;
  for (; first >= 0; first -= 1) {
    const event = events[first]?.event;
    if (event?.type === 'user.message') break;
    if (event?.type === 'agent.tool_result' && isNotable(event)) results.push(event);
  }
  const names = new Map<string, string>();
  for (let index = Math.max(0, first); results.length > 0 && index < events.length; index += 1) {
    const event = events[index]?.event;
    if (event?.type === 'agent.tool_use') names.set(event.id, event.name);
  }
  for (const { id, tool_use_id, holdfast } of results.slice(0, mostShown)) {
    const { hidden = {}, imitations = {}, wording = [] } = holdfast?.found ?? {};
    noticed.push({
      eventId: id,
      tool: names.get(tool_use_id) ?? '',
      hidden: sum(hidden),
      imitations: sum(imitations),
      quotes: wording.map(({ quote }) => quote),
    });
  }
  return noticed;
}

function isNotable({ holdfast }: EventOf<'agent.tool_result'>): boolean {
  const { hidden, imitations, wording } = holdfast?.found ?? {};
  return hidden !== undefined || imitations !== undefined || wording !== undefined;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
