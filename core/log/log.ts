import { HoldfastError, type Runtime } from '../base/index.ts';
import { type Bound, bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { type LiveEvent, type NewEvent, type StoredEvent, sessionEvent } from '../events/index.ts';
import type { AppendInput } from './append.ts';
import { createFeeds, type SessionFeed } from './feeds.ts';
import type { EnqueueInput, Lease, QueuedEvent } from './queue-store.ts';
import type { LogStore } from './worker.ts';

export type LogCommands = Bound<LogStore['commands']> & Bound<LogStore['maintenance']>;
export type LogQueries = Bound<LogStore['queries']>;

/** The session log as the main process uses it. Every promise rejects with HoldfastError. */
export interface Log
  extends LogQueries,
    Omit<LogCommands, 'append' | 'appendOnReserve' | 'enqueue' | 'takeLease'> {
  /** Appends in order, in one transaction and one flush; resolves when it is on the disk. Malformed events are refused. */
  append(input: AppendInput): Promise<StoredEvent[]>;
  /** The same where the disk is full, on the room kept for saying so. For small events only. */
  appendOnReserve(input: AppendInput): Promise<StoredEvent[]>;
  /** Queues client events until the harness drains them. */
  enqueue(input: EnqueueInput): Promise<QueuedEvent[]>;
  /** Takes the session for `holder`. Throws `lease_held`. */
  takeLease(input: { sessionId: string; holder: string }): Promise<Lease>;
  /**
   * Every event behind `afterSeq`, those already there and those to come, each once and in order, until `signal` aborts.
   */
  follow(sessionId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** Tells listeners of what is not stored: deltas, output of a running tool. */
  publish(sessionId: string, event: LiveEvent): void;
  /** What is being streamed right now, told anew: for a listener that has just come. Read it in the same tick as `listen`. */
  partial(sessionId: string): LiveEvent[];
  /** Hears stored, queued and live events of one session as they come, without replay. */
  listen(sessionId: string, listener: (event: SessionFeed) => void): () => void;
  /** Hears that something of a session changed. */
  onChange(listener: (change: { sessionId: string }) => void): () => void;
}

/** Makes the log over the data port. */
export function createLog(data: DataPort, runtime: Runtime): Log {
  const commands = bindCommands<LogStore['commands'] & LogStore['maintenance']>(data, 'log', [
    'rebuild',
    'append', 'appendOnReserve', 'enqueue', 'drain', 'takeLease', 'releaseLease', 'forget', 'createSession', 'updateSession', 'deleteSession',
    'fork', 'changeQueued', 'removeQueued',
  ]); // biome-ignore format: a list of names
  const queries = bindQueries<LogStore['queries']>(data, 'log', [
    'read',
    'getEvent',
    'queued',
    'getSession',
    'listSessions',
    'excerpts',
    'sessionsToWake',
    'verifyChain',
  ]);
  const feeds = createFeeds(data);
  const processName = runtime.ids.next('proc');
  return {
    ...commands,
    ...queries,
    async append(input) {
      for (const event of input.events) requireValid(event);
      return commands.append(input);
    },
    async appendOnReserve(input) {
      for (const event of input.events) requireValid(event);
      return commands.appendOnReserve(input);
    },
    async enqueue(input) {
      for (const event of input.events) requireValid(event);
      return commands.enqueue(input);
    },
    takeLease: (input) => commands.takeLease({ ...input, process: processName }),
    follow: (sessionId, afterSeq, signal) => feeds.follow(queries.read, sessionId, afterSeq, signal),
    publish: feeds.publish,
    partial: feeds.partial,
    listen: feeds.listen,
    onChange: feeds.onChange,
  };
}

/** Throws `invalid_request` for an event that is not what its type says. */
export function requireValid(event: NewEvent): void {
  const checked = sessionEvent.safeParse({ id: 'unset', ...event, processed_at: '' });
  if (checked.success) return;
  const issue = checked.error.issues[0];
  throw new HoldfastError(
    'invalid_request',
    `${event.type}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`,
  );
}
