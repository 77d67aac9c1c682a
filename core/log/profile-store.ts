import { canonicalJson, type Json, sha256 } from '../base/index.ts';
import {
  bytes,
  int,
  intOrNull,
  type SqlRow,
  type StoreFunctions,
  type Tx,
  text,
  textOrNull,
} from '../db/worker.ts';
import { eventKey } from './rows.ts';

/**
 * What the profile's chain takes in. `heads`: where the sessions' chains stood, sealed; `setting`, `agent`, `credential`: a change of
 * what lies outside of sessions; `egress`: what left; `session_deleted`; `canary`: an alarm.
 */
export type ProfileKind =
  | 'heads'
  | 'setting'
  | 'agent'
  | 'credential'
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
  kind: 'setting' | 'agent' | 'credential';
  name: string;
  /** Hex; empty where it was taken away. */
  sha256: string;
}
export type StandingOf = (tx: Tx) => Standing[];

export interface Head {
  sessionId: string;
  seq: number;
  /** Hex. */
  hash: string;
}

/** What a seal is put on: everything up to `seq` of the profile's chain, whose hash there is `hash`. */
export interface Seal {
  seq: number;
  createdAt: number;
  hash: Uint8Array;
  keyId: number | null;
  mac: Uint8Array | null;
}

const genesis = sha256('holdfast profile chain 1\n');

interface Columns {
  seq: number;
  kind: string;
  sessionId: string | null;
  createdAt: number;
}

const commitOf = (salt: Uint8Array, body: string) => sha256('body\n', salt, body);
const hashOf = (previous: Uint8Array, commit: Uint8Array, columns: Columns) =>
  sha256(previous, commit, canonicalJson({ ...columns }));

function lastOf(tx: Tx): { seq: number; hash: Uint8Array } {
  const row = tx.get('SELECT seq, hash FROM profile_chain ORDER BY seq DESC LIMIT 1');
  return row ? { seq: int(row, 'seq'), hash: bytes(row, 'hash') } : { seq: 0, hash: genesis };
}

/** Appends to the profile's chain, inside whoever's transaction this is. */
function append(tx: Tx, { kind, sessionId, body }: ProfileEntry): { seq: number; hash: Uint8Array } {
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

/** Sessions whose head is not the one that was sealed last, with their heads. */
function unsealedHeads(tx: Tx): Head[] {
  const sealed = sealedHeads(tx);
  return tx
    .all('SELECT id, last_seq, last_hash FROM sessions WHERE last_seq > 0 ORDER BY number')
    .map((row) => ({
      sessionId: text(row, 'id'),
      seq: int(row, 'last_seq'),
      hash: Buffer.from(bytes(row, 'last_hash')).toString('hex'),
    }))
    .filter(({ sessionId, hash }) => sealed.get(sessionId)?.at(-1)?.hash !== hash);
}

/** Every sealed head by session, in order of sealing. */
function sealedHeads(tx: Tx): Map<string, (Head & { entry: number; createdAt: number })[]> {
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

/** Puts the seal on an entry that has none. */
function putSeal(tx: Tx, { seq, keyId, mac }: { seq: number; keyId: number; mac: Uint8Array }): void {
  tx.run('UPDATE profile_chain SET key_id = ?, mac = ? WHERE seq = ? AND mac IS NULL', keyId, mac, seq);
  tx.note('profile_chain', {});
}

export interface ProfileProblem {
  kind: 'changed' | 'missing' | 'truncated' | 'replaced_head';
  /** Null: of the profile's own chain, or of what it covers outside of sessions. */
  sessionId: string | null;
  seq: number;
  what: string;
}

export interface ProfileCheck {
  entries: number;
  /** Hex; of the last entry. */
  head: string;
  seals: Seal[];
  problems: ProfileProblem[];
  /** Events behind the last sealed head: nothing but their own session's chain vouches for them. */
  unsealed: { sessionId: string; fromSeq: number; toSeq: number }[];
  /** The newest sealed head of each session. */
  heads: Head[];
}

/** Recomputes the profile's chain and compares what it says with what is there. MACs are checked by whoever has the key. */
function checkProfile(tx: Tx, standing: readonly Standing[]): ProfileCheck {
  const problems: ProfileProblem[] = [];
  const seals: Seal[] = [];
  const deleted = new Set<string>();
  const latest = new Map<string, string>();
  let previous: Uint8Array = genesis;
  let seq = 0;
  for (const row of tx.all('SELECT * FROM profile_chain ORDER BY seq')) {
    seq += 1;
    const columns = columnsOf(row);
    if (columns.seq !== seq) {
      problems.push(
        ofProfile('missing', seq, `entries ${seq} to ${columns.seq - 1} of the profile’s chain are missing`),
      );
      seq = columns.seq;
    }
    const [salt, body] = [row.salt, textOrNull(row, 'body')];
    const commit = bytes(row, 'body_commit');
    if (salt instanceof Uint8Array && body !== null) {
      if (!commitOf(salt, body).equals(commit))
        problems.push(ofProfile('changed', seq, `entry ${seq} of the profile’s chain was changed`));
    } else if (columns.kind !== 'egress')
      problems.push(
        ofProfile('missing', seq, `the content of entry ${seq} of the profile’s chain is missing`),
      );
    if (!hashOf(previous, commit, columns).equals(bytes(row, 'hash')))
      problems.push(
        ofProfile('changed', seq, `entry ${seq} of the profile’s chain does not follow from the one before`),
      );
    previous = bytes(row, 'hash');
    if (columns.kind === 'session_deleted' && columns.sessionId !== null) deleted.add(columns.sessionId);
    if (columns.kind === 'heads')
      seals.push({
        seq,
        createdAt: columns.createdAt,
        hash: previous,
        keyId: intOrNull(row, 'key_id'),
        mac: row.mac instanceof Uint8Array ? row.mac : null,
      });
    const named = body === null ? null : namedIn(columns.kind, body);
    if (named) latest.set(`${columns.kind} ${named.name}`, named.sha256);
  }
  // a chain that has not begun says nothing yet
  if (seq > 0) problems.push(...outsideProblems(standing, latest));
  const { heads, found, unsealed } = headProblems(tx, deleted);
  return {
    entries: seq,
    head: Buffer.from(previous).toString('hex'),
    seals,
    problems: [...problems, ...found],
    unsealed,
    heads,
  };
}

function columnsOf(row: SqlRow): Columns {
  return {
    seq: int(row, 'seq'),
    kind: text(row, 'kind'),
    sessionId: textOrNull(row, 'session_id'),
    createdAt: int(row, 'created_at'),
  };
}

function ofProfile(kind: ProfileProblem['kind'], seq: number, what: string): ProfileProblem {
  return { kind, sessionId: null, seq, what };
}

function namedIn(kind: string, json: string): { name: string; sha256: string } | null {
  if (kind !== 'setting' && kind !== 'credential' && kind !== 'agent') return null;
  let body: unknown = null;
  try {
    body = JSON.parse(json);
  } catch {
    // its commitment reports it
  }
  if (typeof body !== 'object' || body === null || !('name' in body) || !('sha256' in body)) return null;
  const { name, sha256: hash } = body;
  return typeof name === 'string' && typeof hash === 'string' ? { name, sha256: hash } : null;
}

/** What the chain says of settings, agents and credentials, against the tables. */
function outsideProblems(rows: readonly Standing[], latest: ReadonlyMap<string, string>): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const standing = new Map(rows.map(({ kind, name, sha256: hash }) => [`${kind} ${name}`, hash]));
  for (const [key, hash] of latest)
    if ((standing.get(key) ?? '') !== hash)
      problems.push(
        ofProfile('changed', 0, `the ${key.replace(' ', ' “')}” is not what the profile’s chain says`),
      );
  for (const key of standing.keys())
    if (!latest.has(key))
      problems.push(
        ofProfile('changed', 0, `the ${key.replace(' ', ' “')}” stands in no entry of the profile’s chain`),
      );
  return problems;
}

function headProblems(tx: Tx, deleted: ReadonlySet<string>) {
  const found: ProfileProblem[] = [];
  const unsealed: ProfileCheck['unsealed'] = [];
  const heads: Head[] = [];
  const sealed = sealedHeads(tx);
  for (const [sessionId, list] of sealed) {
    if (deleted.has(sessionId)) continue;
    const session = tx.get('SELECT number, last_seq FROM sessions WHERE id = ?', sessionId);
    const newest = list.at(-1);
    if (!newest) continue;
    if (!session) {
      found.push({
        kind: 'missing',
        sessionId,
        seq: newest.seq,
        what: 'the session is gone, and nothing says that the owner deleted it',
      });
      continue;
    }
    heads.push({ sessionId, seq: newest.seq, hash: newest.hash });
    for (const head of list) {
      const row = tx.get('SELECT hash FROM events WHERE key = ?', eventKey(int(session, 'number'), head.seq));
      if (!row) {
        found.push({
          kind: 'truncated',
          sessionId,
          seq: head.seq,
          what: `event ${head.seq} was sealed and is not there`,
        });
        break;
      }
      if (Buffer.from(bytes(row, 'hash')).toString('hex') !== head.hash) {
        found.push({
          kind: 'replaced_head',
          sessionId,
          seq: head.seq,
          what: `the log up to event ${head.seq} is not the one that was sealed`,
        });
        break;
      }
    }
  }
  for (const row of tx.all(
    'SELECT id, last_seq, forked_seq FROM sessions WHERE last_seq > 0 ORDER BY number',
  )) {
    const sessionId = text(row, 'id');
    const from = Math.max(sealed.get(sessionId)?.at(-1)?.seq ?? 0, int(row, 'forked_seq'));
    if (int(row, 'last_seq') > from)
      unsealed.push({ sessionId, fromSeq: from + 1, toSeq: int(row, 'last_seq') });
  }
  return { found, unsealed, heads };
}

/** Entries of one kind, newest first. */
function listProfile(tx: Tx, { kind, limit }: { kind: ProfileKind; limit: number }) {
  return tx
    .all(
      'SELECT seq, session_id, body, created_at FROM profile_chain WHERE kind = ? ORDER BY seq DESC LIMIT ?',
      kind,
      limit,
    )
    .map((row) => ({
      seq: int(row, 'seq'),
      sessionId: textOrNull(row, 'session_id'),
      createdAt: int(row, 'created_at'),
      body: textOrNull(row, 'body'),
    }));
}

/** The hash that the chain has at a position; null when it does not reach so far. */
function profileHashAt(tx: Tx, { seq }: { seq: number }): string | null {
  const row = tx.get('SELECT hash FROM profile_chain WHERE seq = ?', seq);
  return row ? Buffer.from(bytes(row, 'hash')).toString('hex') : null;
}

/** Makes the store; `standing` are the rooms that have something outside of sessions to vouch for. */
export function createProfileStore(standing: readonly StandingOf[]) {
  const standingOf: StandingOf = (tx) => standing.flatMap((room) => room(tx));

  /** Appends, inside whoever's transaction this is. The first entry of all is preceded by what stands already. */
  function note(tx: Tx, entry: ProfileEntry): { seq: number; hash: Uint8Array } {
    if (lastOf(tx).seq === 0)
      for (const { kind, name, sha256: hash } of standingOf(tx))
        append(tx, { kind, body: { name, sha256: hash } });
    return append(tx, entry);
  }

  /** Takes in the heads that moved, and `entries` before them. Gives what is to be sealed; null when there is nothing new. */
  function takeHeads(
    tx: Tx,
    { entries }: { entries: readonly ProfileEntry[] },
  ): { seq: number; hash: Uint8Array } | null {
    for (const entry of entries) note(tx, entry);
    const heads = unsealedHeads(tx);
    const last = tx.get('SELECT seq, kind, hash, mac FROM profile_chain ORDER BY seq DESC LIMIT 1');
    if (heads.length === 0 && (last === undefined || last.kind === 'heads'))
      return last && last.mac === null ? { seq: int(last, 'seq'), hash: bytes(last, 'hash') } : null;
    return note(tx, {
      kind: 'heads',
      body: { heads: heads.map(({ sessionId, seq, hash }) => [sessionId, seq, hash]) },
    });
  }

  return {
    commands: {
      takeHeads,
      putSeal,
    },
    queries: {
      checkProfile: (tx: Tx, _: Record<string, never>): ProfileCheck => checkProfile(tx, standingOf(tx)),
      listProfile,
      profileHashAt,
    },
    /** A session that its owner deletes: the chain keeps that it was there, and forgets what it said of it. */
    noteDeletedSession(tx: Tx, { sessionId }: { sessionId: string }): void {
      const row = tx.get('SELECT last_seq, last_hash FROM sessions WHERE id = ?', sessionId);
      if (!row) return;
      tx.run(
        "UPDATE profile_chain SET salt = NULL, body = NULL WHERE session_id = ? AND kind = 'egress'",
        sessionId,
      );
      const hash = Buffer.from(bytes(row, 'last_hash')).toString('hex');
      note(tx, { kind: 'session_deleted', sessionId, body: { seq: int(row, 'last_seq'), hash } });
    },
    /** A room's commands, which take what they change of what stands into the chain, in the same transaction. */
    noting<C extends StoreFunctions>(commands: C): C {
      const wrapped = Object.entries(commands).map(([name, command]) => [
        name,
        (tx: Tx, input: never) => {
          const before = standingOf(tx);
          const output = command(tx, input);
          for (const change of changesBetween(before, standingOf(tx)))
            note(tx, { kind: change.kind, body: { name: change.name, sha256: change.sha256 } });
          return output;
        },
      ]);
      // the same names with functions of the same types
      return Object.fromEntries(wrapped) as C;
    },
  };
}

export type ProfileStore = ReturnType<typeof createProfileStore>;

function changesBetween(before: readonly Standing[], after: readonly Standing[]): Standing[] {
  const key = ({ kind, name }: Standing) => `${kind} ${name}`;
  const old = new Map(before.map((one) => [key(one), one.sha256]));
  const kept = new Set(after.map(key));
  return [
    ...after.filter((one) => old.get(key(one)) !== one.sha256),
    ...before.filter((one) => !kept.has(key(one))).map((one) => ({ ...one, sha256: '' })),
  ];
}
