import type { DataPort } from '../db/index.ts';
import type { LiveEvent, StoredEvent } from '../events/index.ts';
import { createPartials } from './partials.ts';
import type { Delivery, QueuedEvent } from './queue-store.ts';
import type { ReadInput } from './read-store.ts';

/** What a listener of one session hears. */
export type SessionFeed =
  | { kind: 'stored'; events: readonly StoredEvent[] }
  | { kind: 'queued'; event: QueuedEvent; delivery: Delivery }
  | { kind: 'unqueued'; eventId: string }
  | { kind: 'live'; event: LiveEvent }
  | { kind: 'deleted' };

type Listener = (feed: SessionFeed) => void;
type Read = (input: ReadInput) => Promise<StoredEvent[]>;

const batch = 500;

/** Hands the notes of committed transactions to those who follow a session. */
export function createFeeds(data: DataPort) {
  const listeners = new Map<string, Set<Listener>>();
  const partials = createPartials();
  const changeListeners = new Set<(change: { sessionId: string }) => void>();

  const tell = (sessionId: string, feed: SessionFeed) => {
    for (const listener of listeners.get(sessionId) ?? []) listener(feed);
  };
  const changed = (sessionId: string) => {
    for (const listener of changeListeners) listener({ sessionId });
  };

  data.onNote((note) => {
    // notes come from our own store functions, in the shapes they were noted with
    if (note.topic === 'events') {
      const { sessionId, events } = note.data as { sessionId: string; events: StoredEvent[] };
      partials.stored(sessionId, events);
      tell(sessionId, { kind: 'stored', events });
      changed(sessionId);
    } else if (note.topic === 'queued') {
      const { sessionId, ...waiting } = note.data as {
        sessionId: string;
        event: QueuedEvent;
        delivery: Delivery;
      };
      tell(sessionId, { kind: 'queued', ...waiting });
      changed(sessionId);
    } else if (note.topic === 'unqueued') {
      const { sessionId, eventId } = note.data as { sessionId: string; eventId: string };
      tell(sessionId, { kind: 'unqueued', eventId });
      changed(sessionId);
    } else if (note.topic === 'sessions') {
      changed((note.data as { sessionId: string }).sessionId);
    } else if (note.topic === 'session_deleted') {
      const { sessionId } = note.data as { sessionId: string };
      partials.drop(sessionId);
      tell(sessionId, { kind: 'deleted' });
      changed(sessionId);
    }
  });

  const listen = (sessionId: string, listener: Listener) => {
    const set = listeners.get(sessionId) ?? new Set<Listener>();
    set.add(listener);
    listeners.set(sessionId, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) listeners.delete(sessionId);
    };
  };

  return {
    listen,
    publish(sessionId: string, event: LiveEvent) {
      partials.live(sessionId, event);
      tell(sessionId, { kind: 'live', event });
    },
    partial: partials.of,
    onChange(listener: (change: { sessionId: string }) => void) {
      changeListeners.add(listener);
      return () => {
        changeListeners.delete(listener);
      };
    },
    follow: (read: Read, sessionId: string, afterSeq: number, signal: AbortSignal) =>
      follow({ read, listen, sessionId, afterSeq, signal }),
  };
}

interface FollowInput {
  read: Read;
  listen(sessionId: string, listener: Listener): () => void;
  sessionId: string;
  afterSeq: number;
  signal: AbortSignal;
}

/**
 * Listens first and reads afterwards, so that nothing falls between; what comes by the feed is used only when it is the very
 * next position, everything else is read from the log by position.
 */
async function* follow({
  read,
  listen,
  sessionId,
  afterSeq,
  signal,
}: FollowInput): AsyncGenerator<StoredEvent> {
  let cursor = afterSeq;
  const fresh: StoredEvent[] = [];
  let mayHaveMissed = true;
  let isOver = false;
  let wake = () => {};
  const stop = listen(sessionId, (feed) => {
    if (feed.kind === 'stored') {
      if (fresh.length < batch) fresh.push(...feed.events);
      else mayHaveMissed = true;
    } else if (feed.kind === 'deleted') isOver = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const next: StoredEvent[] = [];
      if (mayHaveMissed) {
        mayHaveMissed = false;
        next.push(...(await read({ sessionId, afterSeq: cursor, limit: batch })));
        if (next.length === batch) mayHaveMissed = true;
      } else {
        next.push(...fresh.splice(0));
      }
      for (const stored of next) {
        if (signal.aborted) return;
        if (stored.seq <= cursor) continue;
        if (stored.seq !== cursor + 1) {
          mayHaveMissed = true;
          break;
        }
        cursor = stored.seq;
        yield stored;
      }
      if (isOver) return;
      if (mayHaveMissed || fresh.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted || fresh.length > 0 || isOver) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}
