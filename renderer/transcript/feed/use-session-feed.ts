import { useEffect, useState, useSyncExternalStore } from 'react';
import { createSessionFeed, type FeedSnapshot, type SessionFeed } from './session-feed.ts';

/** The feed of one session for as long as the component is mounted; give the component a key by session. */
export function useSessionFeed(sessionId: string): {
  feed: SessionFeed;
  snapshot: FeedSnapshot;
  restart: () => void;
} {
  const [feed, setFeed] = useState(() => createSessionFeed(sessionId));
  useEffect(() => feed.start(), [feed]);
  const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  return { feed, snapshot, restart: () => setFeed(createSessionFeed(sessionId)) };
}
