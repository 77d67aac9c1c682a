import type { FeedSnapshot } from '../feed/session-feed.ts';
import type { LiveItem, Timeline } from './items.ts';

/** The rows behind the stored ones: what is being written, that something is going on, what waits for its turn. */
export function liveItems(snapshot: FeedSnapshot, { state, items }: Timeline): LiveItem[] {
  const stored = new Set(snapshot.events.slice(-50).map(({ event }) => event.id));
  const rows: LiveItem[] = [];
  for (const draft of snapshot.drafts) {
    if (stored.has(draft.id)) continue;
    if (draft.kind === 'message') {
      const text = draft.texts.filter(Boolean).join('\n\n');
      if (text !== '') rows.push({ kind: 'live_message', key: draft.id, text, isPartial: draft.isPartial });
    } else if (draft.kind === 'thinking') {
      rows.push({ kind: 'live_thinking', key: draft.id, text: draft.text });
    } else {
      rows.push({ kind: 'live_tool', key: draft.id, name: draft.name, partialJson: draft.partialJson });
    }
  }
  const last = items.at(-1);
  // the row of an attempt that failed says itself that it goes on
  const isSaid = state.status === 'rescheduling' && last?.kind === 'error' && !last.isOver;
  // at rest in a pause; while a call still ends it is `running`
  const isResting = state.isPaused && state.status === 'rescheduling';
  const isGoing = (state.status === 'running' || state.status === 'rescheduling') && !isSaid && !isResting;
  if (isGoing && state.since !== null) {
    rows.push({
      kind: 'working',
      key: 'working',
      since: state.since,
      isRetrying: state.status === 'rescheduling',
    });
  }
  for (const event of snapshot.queued) {
    if (!stored.has(event.id)) rows.push({ kind: 'queued', key: event.id, event });
  }
  return rows;
}
