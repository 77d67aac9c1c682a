import { useEffect, useEffectEvent, useState } from 'react';
import {
  type LiveFrame,
  liveFrameSchema,
  type StoredEventFrame,
  storedEventSchema,
} from '../../core/api/contract.ts';
import { ApiError, addressOf } from './client.ts';
import { followStream, type ServerSentEvent } from './server-sent-events.ts';

export type StreamState = 'connecting' | 'open' | 'lost' | 'gone';

export interface SessionStreamOptions {
  sessionId: string;
  /** Stored events after this position are sent; 0 for all. */
  afterSeq: number;
  signal: AbortSignal;
  /** In order of `seq`, each exactly once, over any number of reconnects. */
  onStored: (stored: StoredEventFrame) => void;
  /** Best effort: what is being written right now. A stored event of the same id supersedes it. */
  onLive: (frame: LiveFrame) => void;
  onState: (state: StreamState) => void;
}

/** Follows a session from `afterSeq` until `signal` fires or the session is deleted. */
export async function followSession(options: SessionStreamOptions): Promise<void> {
  let lastSeq = options.afterSeq;
  function receive(frame: ServerSentEvent): void {
    const value: unknown = JSON.parse(frame.data);
    const stored = storedEventSchema.safeParse(value);
    if (stored.success) {
      if (stored.data.seq <= lastSeq) return;
      lastSeq = stored.data.seq;
      options.onStored(stored.data);
      return;
    }
    const live = liveFrameSchema.safeParse(value);
    if (live.success && live.data.type !== 'ping') options.onLive(live.data);
  }
  await followStream({
    address: () => addressOf('/sessions/:id/stream', { id: options.sessionId }, { after_seq: lastSeq }),
    signal: options.signal,
    onFrame: receive,
    onState: options.onState,
    isFinal: (error) => error instanceof ApiError && error.status === 404,
  });
  if (!options.signal.aborted) options.onState('gone');
}

/**
 * `followSession` for a component: starts once `afterSeq` is known (null: not yet), ends on unmount or
 * when the session changes. Handlers may change between renders; the newest are called.
 */
export function useSessionStream(
  sessionId: string,
  afterSeq: number | null,
  handlers: Pick<SessionStreamOptions, 'onStored' | 'onLive'>,
): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const onStored = useEffectEvent(handlers.onStored);
  const onLive = useEffectEvent(handlers.onLive);
  useEffect(() => {
    if (afterSeq === null) return;
    const controller = new AbortController();
    setState('connecting');
    void followSession({
      sessionId,
      afterSeq,
      signal: controller.signal,
      onStored: (stored) => onStored(stored),
      onLive: (frame) => onLive(frame),
      onState: (next) => {
        if (!controller.signal.aborted) setState(next);
      },
    });
    return () => controller.abort();
  }, [sessionId, afterSeq]);
  return state;
}
