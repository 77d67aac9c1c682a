import { call, type EventPage, followSession, type QueuedEvent, type StreamState } from '../../api/index.ts';
import type { Stored } from '../model/items.ts';
import { type Draft, noDrafts, supersede, takeFrame } from './drafts.ts';
import { everyFrame } from './every-frame.ts';

/** What is known of a session's log; a new object whenever something of it changed. */
export interface FeedSnapshot {
  /** A gapless tail of the log, ascending. The same array as long as no stored event came. */
  events: readonly Stored[];
  queued: readonly QueuedEvent[];
  drafts: readonly Draft[];
  output: ReadonlyMap<string, string>;
  started: ReadonlySet<string>;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  phase: 'loading' | 'ready' | 'failed';
  error: unknown;
  stream: StreamState;
}

export interface SessionFeed {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => FeedSnapshot;
  /** Reads the newest page, then follows the session until the returned function is called. */
  start: () => () => void;
  /** Reads one page before what is there. Failures are kept in `error`. */
  loadOlder: () => Promise<void>;
  /** Reads back until the event at `seq` is there. */
  loadUntil: (seq: number) => Promise<void>;
}

const pageSize = 200;
const longPageSize = 1000;

/** The log of one session as a window needs it: newest page first, older on demand, new ones as they come. */
export function createSessionFeed(sessionId: string): SessionFeed {
  const listeners = new Set<() => void>();
  const drafts = noDrafts();
  let state: FeedSnapshot = {
    events: [], queued: [], drafts: [], output: new Map(), started: new Set(),
    hasOlder: false, isLoadingOlder: false, phase: 'loading', error: null, stream: 'connecting',
  }; // biome-ignore format: defaults
  // events come in bursts while a session is read again or an agent works: the window is told once a frame
  const frames = everyFrame(() => {
    commit({
      drafts: [...drafts.open.values()].map((draft) => ({ ...draft })),
      output: new Map(drafts.output),
      started: new Set(drafts.started),
    });
  });
  let arrived: Stored[] = [];
  let loading: Promise<boolean> | null = null;
  let queued = new Map<string, QueuedEvent>();

  function commit(change: Partial<FeedSnapshot>): void {
    const events = arrived.length > 0 ? [...state.events, ...arrived] : state.events;
    arrived = [];
    state = { ...state, events, queued: [...queued.values()], ...change };
    for (const listener of listeners) listener();
  }

  function receive(stored: Stored): void {
    const last = arrived.at(-1) ?? state.events.at(-1);
    if (last && stored.seq <= last.seq) return;
    arrived.push(stored);
    queued.delete(stored.event.id);
    supersede(drafts, stored.event);
    if (stored.event.type === 'holdfast.forgotten') void refresh(stored.event.event_id);
    frames.request();
  }

  /** Words that were forgotten must leave the window too. */
  async function refresh(eventId: string): Promise<void> {
    const known = [...state.events, ...arrived].find((stored) => stored.event.id === eventId);
    if (!known) return;
    const [fresh] = (await page({ after_seq: known.seq - 1, limit: 1 })).data;
    if (!fresh) return;
    commit({});
    commit({ events: state.events.map((stored) => (stored.seq === fresh.seq ? fresh : stored)) });
  }

  function page(query: { before_seq?: number; after_seq?: number; limit: number }): Promise<EventPage> {
    return call('listEvents', { params: { id: sessionId }, query });
  }

  async function begin(signal: AbortSignal): Promise<void> {
    try {
      const newest = await page({ limit: pageSize });
      if (signal.aborted) return;
      queued = new Map(newest.queued.map((event) => [event.id, event]));
      commit({ events: newest.data, hasOlder: newest.has_more, phase: 'ready', error: null });
    } catch (error) {
      if (!signal.aborted) commit({ phase: 'failed', error });
      return;
    }
    await followSession({
      sessionId,
      afterSeq: state.events.at(-1)?.seq ?? 0,
      signal,
      onStored: receive,
      onLive: (frame) => {
        if (frame.type === 'holdfast.queued') queued.set(frame.event.id, frame.event);
        else if (frame.type === 'holdfast.unqueued') queued.delete(frame.event_id);
        else takeFrame(drafts, frame);
        frames.request();
      },
      onState: (stream) => {
        if (signal.aborted) return;
        // what was being written goes on without us: half sentences would stay
        if (stream === 'lost') {
          drafts.open.clear();
          drafts.output.clear();
        }
        commit({ stream, drafts: [...drafts.open.values()] });
      },
    });
  }

  /** Reads one page before what is there, after whatever is being read already; false when there is none or it failed. */
  async function loadBefore(limit: number): Promise<boolean> {
    while (loading) await loading;
    loading = readBefore(limit);
    try {
      return await loading;
    } finally {
      loading = null;
    }
  }

  async function readBefore(limit: number): Promise<boolean> {
    const first = state.events[0];
    if (!first || !state.hasOlder) return false;
    commit({ isLoadingOlder: true });
    try {
      const older = await page({ before_seq: first.seq, limit });
      commit({});
      commit({ events: [...older.data, ...state.events], hasOlder: older.has_more, isLoadingOlder: false });
      return older.data.length > 0;
    } catch (error) {
      commit({ isLoadingOlder: false, error });
      return false;
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => state,
    start() {
      const controller = new AbortController();
      void begin(controller.signal);
      return () => {
        controller.abort();
        frames.close();
      };
    },
    async loadOlder() {
      if (!loading) await loadBefore(pageSize);
    },
    async loadUntil(seq) {
      while ((state.events[0]?.seq ?? 0) > seq && (await loadBefore(longPageSize)));
    },
  };
}
