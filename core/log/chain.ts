import { canonicalJson, sha256 } from '../base/index.ts';

/** The columns of an event that its hash covers: all but the parts. */
export interface ChainedColumns {
  sessionId: string;
  seq: number;
  id: string;
  threadId: string | null;
  type: string;
  header: string;
  createdAt: number;
  processedAt: number;
  bodyCommit: Uint8Array;
}

/** What a session's chain starts from: it binds the chain to its session. */
export function genesisHash(sessionId: string): Buffer {
  return sha256('holdfast session chain 1\n', sessionId);
}

/** Commitment over an event's content: the commitments of its parts in order. */
export function bodyCommit(partCommitments: readonly Uint8Array[]): Buffer {
  return sha256('parts\n', ...partCommitments);
}

/** The hash of one event: over the previous hash and every column but the parts. 32 bytes. */
export function eventHash(previous: Uint8Array, columns: ChainedColumns): Buffer {
  const { bodyCommit: body, ...rest } = columns;
  return sha256(previous, body, canonicalJson(rest));
}
