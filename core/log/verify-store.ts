import { HoldfastError } from '../base/index.ts';
import { bytes, int, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import { bodyCommit, eventHash, genesisHash } from './chain.ts';
import { partCommitment } from './codec.ts';
import { hashAt } from './fork-store.ts';
import { lineageOf } from './lineage.ts';
import { eventKey, maxParts, partBits, seqOfKey, sessionNumber } from './rows.ts';

/**
 * `changed`: something stored is not what was committed. `missing`: something that was committed is gone, and no event says that the
 * owner had it forgotten. `truncated`: the end of the log is gone. `replaced_head`: the log is whole in itself and not the one that was
 * sealed or that its session names.
 */
export interface ChainProblem {
  kind: 'changed' | 'missing' | 'truncated' | 'replaced_head';
  /** Position in the session. */
  seq: number;
  /** Of the event, where there is one. */
  eventId: string | null;
  what: string;
}

/** What a check of a session's chain found. `ok` is false when a stored byte is not what was committed, or an event is missing. */
export interface ChainReport {
  sessionId: string;
  ok: boolean;
  events: number;
  forgottenParts: number;
  head: string;
  problems: ChainProblem[];
}

/**
 * Recomputes every commitment and hash of a session's own events. Tells content forgotten by the owner from content that is missing.
 * A fork's first event must name the hash that its parent's log has where it was forked; the parent's chain is a check of its own.
 */
export function verifyChain(tx: Tx, { sessionId }: { sessionId: string }): ChainReport {
  const number = sessionNumber(tx, sessionId);
  const first = eventKey(number, 0);
  const last = eventKey(number + 1, 0) - 1;
  const problems: ChainProblem[] = [];
  let previous: Uint8Array = genesisHash(sessionId);
  const shared = lineageOf(tx, sessionId).at(-1)?.first ?? 1;
  let seq = shared - 1;
  if (seq > 0) problems.push(...problemsOfFork(tx, sessionId, number, seq));
  let forgottenParts = 0;
  const rows = tx.db.prepare('SELECT * FROM events WHERE key BETWEEN ? AND ? ORDER BY key').all(first, last);
  const forgotten = forgottenIn(rows as SqlRow[]);
  for (const row of rows as SqlRow[]) {
    const key = int(row, 'key');
    const eventId = text(row, 'id');
    seq += 1;
    if (seqOfKey(key) !== seq) {
      problems.push({
        kind: 'missing',
        seq,
        eventId: null,
        what: `events ${seq} to ${seqOfKey(key) - 1} are missing`,
      });
      seq = seqOfKey(key);
    }
    const content = contentOf(tx, key);
    forgottenParts += content.forgotten.length;
    const unsaid = content.forgotten.filter((part) => !forgotten.has(`${eventId} ${part}`));
    if (unsaid.length > 0)
      problems.push({
        kind: 'missing',
        seq,
        eventId,
        what: 'its content is missing, and nothing says that the owner had it forgotten',
      });
    const stored = bytes(row, 'body_commit');
    if (!bodyCommit(content.commitments).equals(stored)) {
      const isMissing = content.commitments.length < partsNamed(text(row, 'header'));
      problems.push(
        isMissing
          ? { kind: 'missing', seq, eventId, what: 'a part of its content is missing' }
          : { kind: 'changed', seq, eventId, what: 'the content is not what was committed' },
      );
    }
    const hash = eventHash(previous, {
      sessionId,
      seq: seqOfKey(key),
      id: eventId,
      threadId: textOrNull(row, 'thread_id'),
      type: text(row, 'type'),
      header: text(row, 'header'),
      createdAt: int(row, 'created_at'),
      processedAt: int(row, 'processed_at'),
      bodyCommit: stored,
    });
    if (!hash.equals(bytes(row, 'hash')))
      problems.push({ kind: 'changed', seq, eventId, what: 'the header or the chain was changed' });
    previous = bytes(row, 'hash');
  }
  problems.push(...problemsOfHead(tx, number, seq, previous));
  return {
    sessionId,
    ok: problems.length === 0,
    events: rows.length,
    forgottenParts,
    head: Buffer.from(previous).toString('hex'),
    problems,
  };
}

function problemsOfHead(tx: Tx, number: number, seq: number, hash: Uint8Array): ChainProblem[] {
  const session = tx.get('SELECT last_seq, last_hash FROM sessions WHERE number = ?', number);
  if (!session) return [];
  const end = int(session, 'last_seq');
  if (end !== seq)
    return [
      {
        kind: end > seq ? 'truncated' : 'changed',
        seq,
        eventId: null,
        what: `the log ends at ${seq}, not at ${end}`,
      },
    ];
  return Buffer.from(bytes(session, 'last_hash')).equals(hash)
    ? []
    : [{ kind: 'replaced_head', seq, eventId: null, what: 'the head of the chain differs' }];
}

/** Which parts the owner had forgotten, as the log itself says: `event part`. */
function forgottenIn(rows: readonly SqlRow[]): ReadonlySet<string> {
  const forgotten = new Set<string>();
  for (const row of rows) {
    if (row.type !== 'holdfast.forgotten') continue;
    // what a changed header says is found out by its hash
    const header: unknown = parsed(text(row, 'header'));
    if (typeof header !== 'object' || header === null || !('event_id' in header) || !('parts' in header))
      continue;
    if (!Array.isArray(header.parts)) continue;
    for (const part of header.parts) forgotten.add(`${String(header.event_id)} ${String(part)}`);
  }
  return forgotten;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // it was ours when it was written: the hash reports it
    return null;
  }
}

function partsNamed(header: string): number {
  const value = parsed(header);
  const parts = typeof value === 'object' && value !== null && '_parts' in value ? value._parts : [];
  return Array.isArray(parts) ? parts.length : 0;
}

/** The parts' commitments as they follow from what is stored, and which parts have no content any more. */
function contentOf(tx: Tx, key: number): { commitments: Uint8Array[]; forgotten: number[] } {
  const forgotten: number[] = [];
  const commitments = tx
    .all(
      `SELECT place & ${maxParts - 1} AS part, salt, bytes, commitment FROM event_parts
       WHERE place BETWEEN (? << ${partBits}) AND (? << ${partBits}) | ${maxParts - 1} ORDER BY place`,
      key,
      key,
    )
    .map((part) => {
      if (part.bytes !== null && part.salt !== null)
        return partCommitment(bytes(part, 'salt'), bytes(part, 'bytes'));
      forgotten.push(int(part, 'part'));
      return part.commitment === null ? Buffer.alloc(32) : bytes(part, 'commitment');
    });
  return { commitments, forgotten };
}

function problemsOfFork(tx: Tx, sessionId: string, number: number, seq: number): ChainProblem[] {
  const row = tx.get('SELECT type, header FROM events WHERE key = ?', eventKey(number, seq + 1));
  const header = row && text(row, 'type') === 'holdfast.forked' ? parsed(text(row, 'header')) : null;
  if (typeof header !== 'object' || header === null || !('head_hash' in header))
    return [
      {
        kind: 'missing',
        seq: seq + 1,
        eventId: null,
        what: 'the event that says where it was forked is missing',
      },
    ];
  try {
    if (header.head_hash === Buffer.from(hashAt(tx, sessionId, seq)).toString('hex')) return [];
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
  }
  return [{ kind: 'changed', seq, eventId: null, what: 'the log it was forked from is not what it was' }];
}
