import { bytes, int, intOrNull, type Tx, text, textOrNull } from '../db/worker.ts';
import {
  columnsOf,
  commitOf,
  genesis,
  type Head,
  hashOf,
  type Standing,
  sealedHeads,
} from './profile-entries-store.ts';
import { eventKey } from './rows.ts';

/** What a seal is put on: everything up to `seq` of the profile's chain, whose hash there is `hash`. */
export interface Seal {
  seq: number;
  createdAt: number;
  hash: Uint8Array;
  keyId: number | null;
  mac: Uint8Array | null;
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
export function checkProfile(tx: Tx, standing: readonly Standing[]): ProfileCheck {
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

function ofProfile(kind: ProfileProblem['kind'], seq: number, what: string): ProfileProblem {
  return { kind, sessionId: null, seq, what };
}

function namedIn(kind: string, json: string): { name: string; sha256: string } | null {
  if (!Object.hasOwn(wordsOf, kind)) return null;
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

/** What an owner calls each kind of what stands outside of sessions. */
const wordsOf: Record<Standing['kind'], string> = {
  setting: 'setting',
  agent: 'agent',
  credential: 'credential',
  vault_credential: 'vault’s credential',
};

function inWords(key: string): string {
  const [kind = '', ...name] = key.split(' ');
  const words = Object.entries(wordsOf).find(([known]) => known === kind)?.[1] ?? kind;
  return `the ${words} “${name.join(' ')}”`;
}

/** What the chain says of settings, agents and credentials, against the tables. */
function outsideProblems(rows: readonly Standing[], latest: ReadonlyMap<string, string>): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const standing = new Map(rows.map(({ kind, name, sha256: hash }) => [`${kind} ${name}`, hash]));
  for (const [key, hash] of latest)
    if ((standing.get(key) ?? '') !== hash)
      problems.push(ofProfile('changed', 0, `${inWords(key)} is not what the profile’s chain says`));
  for (const key of standing.keys())
    if (!latest.has(key))
      problems.push(ofProfile('changed', 0, `${inWords(key)} stands in no entry of the profile’s chain`));
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
