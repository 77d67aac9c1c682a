import { canonicalJson, type Json, sha256 } from '../base/index.ts';
import { bytes, int, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';

/**
 * What the profile's chain takes in. `heads`: where the sessions' chains stood, sealed; `setting`, `agent`, `credential`: a change of
 * what lies outside of sessions, `vault_credential` of the owner's vaults; `egress`: what left; `session_deleted`; `canary`: an alarm.
 */
export type ProfileKind =
  | 'heads'
  | 'setting'
  | 'agent'
  | 'credential'
  | 'vault_credential'
  | 'egress'
  | 'session_deleted'
  | 'canary';

export interface ProfileEntry {
  kind: ProfileKind;
  /** Whose content goes when this session is deleted. */
  sessionId?: string;
  body: Json;
}

/** Something outside of sessions that decides what agents may do, as a hash. The rooms that own such tables tell of them. */
export interface Standing {
  kind: 'setting' | 'agent' | 'credential' | 'vault_credential';
  name: string;
  /** Hex; empty where it was taken away. */
  sha256: string;
  /** What else the chain says of it, for whoever reads it: nothing that is secret. */
  told?: { [name: string]: Json };
}
export type StandingOf = (tx: Tx) => Standing[];

export interface Head {
  sessionId: string;
  seq: number;
  /** Hex. */
  hash: string;
}

/** Where the chain begins. */
export const genesis = sha256('holdfast profile chain 1\n');

/** What an entry's hash covers beside its content. */
export interface Columns {
  seq: number;
  kind: string;
  sessionId: string | null;
  createdAt: number;
}

/** What stands for an entry's content in the chain. */
export const commitOf = (salt: Uint8Array, body: string) => sha256('body\n', salt, body);
/** The chain's hash at an entry. */
export const hashOf = (previous: Uint8Array, commit: Uint8Array, columns: Columns) =>
  sha256(previous, commit, canonicalJson({ ...columns }));

/** Where the chain ends. */
export function lastOf(tx: Tx): { seq: number; hash: Uint8Array } {
  const row = tx.get('SELECT seq, hash FROM profile_chain ORDER BY seq DESC LIMIT 1');
  return row ? { seq: int(row, 'seq'), hash: bytes(row, 'hash') } : { seq: 0, hash: genesis };
}

/** Appends to the profile's chain, inside whoever's transaction this is. */
export function append(tx: Tx, { kind, sessionId, body }: ProfileEntry): { seq: number; hash: Uint8Array } {
  const last = lastOf(tx);
  const columns = {
    seq: last.seq + 1,
    kind,
    sessionId: sessionId ?? null,
    createdAt: tx.runtime.clock.now(),
  };
  const salt = tx.runtime.random.bytes(32);
  const json = canonicalJson(body);
  const commit = commitOf(salt, json);
  const hash = hashOf(last.hash, commit, columns);
  tx.run(
    `INSERT INTO profile_chain (seq, kind, session_id, salt, body, body_commit, created_at, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    columns.seq, kind, columns.sessionId, salt, json, commit, columns.createdAt, hash,
  ); // biome-ignore format: one line of values
  return { seq: columns.seq, hash };
}

/** An entry's columns from its row. */
export function columnsOf(row: SqlRow): Columns {
  return {
    seq: int(row, 'seq'),
    kind: text(row, 'kind'),
    sessionId: textOrNull(row, 'session_id'),
    createdAt: int(row, 'created_at'),
  };
}

/** Every sealed head by session, in order of sealing. */
export function sealedHeads(tx: Tx): Map<string, (Head & { entry: number; createdAt: number })[]> {
  const bySession = new Map<string, (Head & { entry: number; createdAt: number })[]>();
  for (const row of tx.all(
    "SELECT seq, body, created_at FROM profile_chain WHERE kind = 'heads' ORDER BY seq",
  )) {
    for (const head of headsOf(textOrNull(row, 'body'))) {
      const list = bySession.get(head.sessionId) ?? [];
      list.push({ ...head, entry: int(row, 'seq'), createdAt: int(row, 'created_at') });
      bySession.set(head.sessionId, list);
    }
  }
  return bySession;
}

function headsOf(json: string | null): Head[] {
  let body: unknown = null;
  try {
    body = JSON.parse(json ?? 'null');
  } catch {
    // a changed entry is found out by its commitment
  }
  if (typeof body !== 'object' || body === null || !('heads' in body) || !Array.isArray(body.heads))
    return [];
  return body.heads.flatMap((head: unknown) => {
    if (!Array.isArray(head)) return [];
    const [sessionId, seq, hash] = head;
    return typeof sessionId === 'string' && typeof seq === 'number' && typeof hash === 'string'
      ? [{ sessionId, seq, hash }]
      : [];
  });
}
