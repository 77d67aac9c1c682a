import { useMemo } from 'react';
import { useFreshModes } from '../modes/index.ts';
import { ErrorState, Skeleton } from '../ui/index.ts';
import { Announcer } from './announcer.tsx';
import { EmptySession } from './empty-session.tsx';
import { useSessionFeed } from './feed/use-session-feed.ts';
import { buildItems } from './model/build-items.ts';
import { liveItems } from './model/live-items.ts';
import { TranscriptList } from './transcript-list.tsx';

export interface TranscriptProps {
  sessionId: string;
  /** Position to show and mark (a jump from memory or search); null: the newest. */
  eventSeq: number | null;
}

/** A session as it was and as it goes on. Fills its parent's height. */
export function Transcript({ sessionId, eventSeq }: TranscriptProps) {
  return <OneTranscript key={sessionId} sessionId={sessionId} eventSeq={eventSeq} />;
}

function OneTranscript({ sessionId, eventSeq }: TranscriptProps) {
  const { feed, snapshot, restart } = useSessionFeed(sessionId);
  useFreshModes(sessionId, snapshot.events);
  const timeline = useMemo(() => buildItems(snapshot.events), [snapshot.events]);
  const live = useMemo(() => liveItems(snapshot, timeline), [snapshot, timeline]);
  if (snapshot.phase === 'loading') return <Skeleton lines={6} className="mx-auto max-w-200 px-6 pt-10" />;
  if (snapshot.phase === 'failed') {
    return <ErrorState error={snapshot.error} onRetry={restart} className="h-full justify-center" />;
  }
  const isEmpty =
    live.length === 0 && !snapshot.hasOlder && timeline.items.every((item) => item.kind === 'notice');
  return (
    <>
      <Announcer items={timeline.items} state={timeline.state} />
      {isEmpty ? (
        <EmptySession sessionId={sessionId} notices={timeline.items} />
      ) : (
        <TranscriptList
          sessionId={sessionId}
          eventSeq={eventSeq}
          feed={feed}
          snapshot={snapshot}
          timeline={timeline}
          live={live}
        />
      )}
    </>
  );
}
