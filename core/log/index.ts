export type { AppendInput } from './append.ts';
export type { SessionFeed } from './feeds.ts';
export { createLog, type Log, requireValid } from './log.ts';
export { createProfileChain, type MacPort, type ProfileChain, type ProfileReport } from './profile-chain.ts';
export type { Delivery, Lease, QueuedEvent, Waiting } from './queue-store.ts';
export type { ReadInput } from './read-store.ts';
export type { RebuildInput, RebuildReport } from './rebuild.ts';
export type { NewSession, SessionFilter, SessionRecord, SessionStatus } from './sessions-store.ts';
export type { ChainProblem, ChainReport } from './verify-store.ts';
