import { useEffect, useEffectEvent, useState } from 'react';
import { ApiError, addressOf } from './client.ts';
import { followStream } from './server-sent-events.ts';
import { createSessionReader, type SessionReaderHandlers } from './session-reader.ts';

export type StreamState = 'connecting' | 'open' | 'lost' | 'gone';

export interface SessionStreamOptions extends SessionReaderHandlers {
  sessionId: string;
  /** Stored events after this position are sent; 0 for all. */
  afterSeq: number;
  signal: AbortSignal;
  onState: (state: StreamState) => void;
}

/** Follows a session from `afterSeq` until `signal` fires or the session is deleted. */
export async function followSession(options: SessionStreamOptions): Promise<void> {
  const reader = createSessionReader(options.afterSeq, options);
  await followStream({
    address: () =>
      addressOf('/sessions/:id/stream', { id: options.sessionId }, { after_seq: reader.lastSeq() }),
    signal: options.signal,
    onFrame: reader.receive,
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
  handlers: SessionReaderHandlers,
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
