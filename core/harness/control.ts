import type { Log, Waiting } from '../log/index.ts';

/** What the owner asks of a turn while it runs, heard as it is committed, so that the loop need not ask the log at every step. */
export interface Control {
  /** Told once what stood in the log when the turn began. */
  begin(state: { isPaused: boolean; waiting: readonly Waiting[] }): void;
  isPaused(): boolean;
  /** False when certainly no message waits. */
  mayHaveWaiting(): boolean;
  /** A message waits that is to be read before anything new starts. */
  isSteered(): boolean;
  /** Aborts when the session is paused; aborted already while it is. */
  pauseSignal(): AbortSignal;
  /** Resolves while nothing is paused; rejects with the reason when `signal` aborts. */
  whenResumed(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Listens from now on; `begin` fills in what was there before. */
export function createControl(log: Pick<Log, 'listen'>, sessionId: string): Control {
  const steering = new Set<string>();
  const waitingIds = new Set<string>();
  const gone = new Set<string>();
  let isPaused = false;
  let wasToldOfPause = false;
  let pausing = new AbortController();
  // code may have several calls that wait
  const resumed = new Set<() => void>();

  const setPaused = (value: boolean) => {
    isPaused = value;
    if (value) return pausing.abort();
    pausing = new AbortController();
    for (const goOn of resumed) goOn();
  };
  const place = ({ event, delivery }: Waiting) => {
    waitingIds.add(event.id);
    if (delivery === 'steer') steering.add(event.id);
    else steering.delete(event.id);
  };

  const stop = log.listen(sessionId, (feed) => {
    if (feed.kind === 'queued') place(feed);
    else if (feed.kind === 'unqueued') drop(feed.eventId);
    else if (feed.kind === 'stored')
      for (const { event } of feed.events) {
        if (waitingIds.has(event.id) || event.type === 'user.message') drop(event.id);
        if (event.type !== 'holdfast.paused' && event.type !== 'holdfast.resumed') continue;
        wasToldOfPause = true;
        setPaused(event.type === 'holdfast.paused');
      }
  });
  const drop = (id: string) => {
    steering.delete(id);
    waitingIds.delete(id);
    gone.add(id);
  };

  return {
    begin(state) {
      if (!wasToldOfPause && state.isPaused) setPaused(true);
      for (const waiting of state.waiting) if (!gone.has(waiting.event.id)) place(waiting);
      gone.clear();
    },
    isPaused: () => isPaused,
    mayHaveWaiting: () => waitingIds.size > 0,
    isSteered: () => steering.size > 0,
    pauseSignal: () => pausing.signal,
    async whenResumed(signal) {
      while (isPaused) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          const goOn = () => {
            resumed.delete(goOn);
            signal.removeEventListener('abort', goOn);
            resolve();
          };
          resumed.add(goOn);
          signal.addEventListener('abort', goOn, { once: true });
        });
      }
      signal.throwIfAborted();
    },
    close: stop,
  };
}
