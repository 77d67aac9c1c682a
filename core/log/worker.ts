import { type AppendEvents, wasCommitted } from './append.ts';
import { excerpts } from './excerpts-store.ts';
import { createForget, createTellForgotten } from './forget.ts';
import { createFork, type SessionForker } from './fork-store.ts';
import {
  changeQueued,
  createDrain,
  enqueue,
  queued,
  releaseLease,
  removeQueued,
  takeLease,
} from './queue-store.ts';
import { getEvent, read } from './read-store.ts';
import { createRebuild, type Projection, sessionsProjection } from './rebuild.ts';
import {
  createDeleteSession,
  createSession,
  getSession,
  listSessions,
  type SessionRemover,
  sessionsToWake,
  updateSession,
} from './sessions-store.ts';
import { verifyChain } from './verify-store.ts';

export type { AppendEvents, Appended, AppendInput, Projector } from './append.ts';
export { createAppend, requireLease } from './append.ts';
export { createForget, type ForgetInput } from './forget.ts';
export type { Forking, SessionForker } from './fork-store.ts';
export { importedSessionPrefix } from './imported-sessions.ts';
export type { Standing, StandingOf } from './profile-entries-store.ts';
export { createProfileStore, type ProfileStore } from './profile-store.ts';
export { getEvent, read } from './read-store.ts';
export type { Projection, RebuildInput, RebuildReport } from './rebuild.ts';
export { decodeRows, eventKey, seqOfKey, sessionNumber, sessionNumberOfKey } from './rows.ts';
export {
  createSession,
  getSession,
  type NewSession,
  type SessionRemover,
  updateSession,
} from './sessions-store.ts';
export { createWholeLogs, type WholeLogs } from './whole-logs.ts';

/** The log's store functions for the data worker. Other rooms' projectors and removers run inside its transactions. */
export function createLogStore(ports: {
  append: AppendEvents;
  removers: readonly SessionRemover[];
  /** What a fork has besides the log; without it, nothing. */
  bringWorkspace?: SessionForker<{ isExact: boolean }>;
  /** The other rooms' projections, for `rebuild`. */
  projections?: readonly Projection[];
}) {
  const { append } = ports;
  return {
    onReserve: ['appendOnReserve'],
    wasCommitted,
    commands: {
      append,
      /** The same, on the room kept for a full disk. */
      appendOnReserve: append,
      enqueue,
      drain: createDrain(append),
      takeLease,
      releaseLease,
      forget: createForget(append),
      tellForgotten: createTellForgotten(append),
      createSession,
      updateSession,
      fork: createFork(append, ports.bringWorkspace ?? (() => ({ isExact: true }))),
      changeQueued,
      removeQueued,
      deleteSession: createDeleteSession(ports.removers),
    },
    maintenance: { rebuild: createRebuild([sessionsProjection, ...(ports.projections ?? [])]) },
    queries: { read, getEvent, queued, getSession, listSessions, excerpts, sessionsToWake, verifyChain },
  };
}

export type LogStore = ReturnType<typeof createLogStore>;
