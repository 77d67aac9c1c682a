import {
  type LiveFrame,
  liveFrameSchema,
  type StoredEventFrame,
  storedEventSchema,
} from '../../core/api/contract.ts';
import type { ServerSentEvent } from './server-sent-events.ts';

export interface SessionReader {
  receive: (frame: ServerSentEvent) => void;
  /** Position to go on from after a break. */
  lastSeq: () => number;
}

export interface SessionReaderHandlers {
  /** In order of `seq`, each exactly once, over any number of reconnects. */
  onStored: (stored: StoredEventFrame) => void;
  /** Best effort: what is being written right now. A stored event of the same id supersedes it. */
  onLive: (frame: LiveFrame) => void;
}

/** Sorts the frames of a session's stream into stored events (each once) and live ones. Unknown frames are left out. */
export function createSessionReader(afterSeq: number, handlers: SessionReaderHandlers): SessionReader {
  let lastSeq = afterSeq;
  return {
    lastSeq: () => lastSeq,
    receive(frame) {
      const value: unknown = JSON.parse(frame.data);
      const stored = storedEventSchema.safeParse(value);
      if (stored.success) {
        if (stored.data.seq <= lastSeq) return;
        lastSeq = stored.data.seq;
        handlers.onStored(stored.data);
        return;
      }
      const live = liveFrameSchema.safeParse(value);
      if (live.success && live.data.type !== 'ping') handlers.onLive(live.data);
    },
  };
}
