import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import type { NewEvent, NoteOrigin } from '../events/index.ts';
import { drawerId, parseDrawerId } from './drawer-id.ts';
import { type ForgetPart, withShown } from './forget-store.ts';

/** The log's way to append, which the projector answers. */
export type AppendToLog = (tx: Tx, input: { sessionId: string; events: readonly NewEvent[] }) => unknown;

/** How long a note waits before it is no candidate any more. Its words stay in the log either way. */
export const candidacyMs = 30 * 24 * 3_600_000;

export const noteStates = ['waiting', 'expired', 'released', 'dropped'] as const;
export type NoteState = (typeof noteStates)[number];

/** Something an agent wanted to remember whose words others wrote. Times are RFC 3339. */
export interface QuarantinedNote {
  id: string;
  text: string;
  /** The topic that the agent named. */
  room: string | null;
  tool: string;
  why: Exclude<NoteOrigin['why'], null>;
  state: NoteState;
  since: string;
  expires_at: string;
  settled_at: string | null;
  session_id: string;
  session_title: string;
  event_id: string;
  seq: number;
  /** What was read before it, the newest last. */
  read: { event_id: string; seq: number; tool: string }[];
}

/** Puts a note aside; one that is there already stays as it is. */
export function quarantine(
  tx: Tx,
  { key, part, tool, origin }: { key: number; part: number; tool: string; origin: NoteOrigin },
): void {
  tx.run(
    `INSERT INTO quarantined_notes (event_key, part, tool, why, sources, since) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    key, part, tool, origin.why ?? 'not_said', JSON.stringify(origin.sources), tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
}

/** What the owner decided, out of the log. */
export function settleNote(tx: Tx, toolUseId: string, state: 'released' | 'dropped'): void {
  tx.run(
    'UPDATE quarantined_notes SET state = ?, settled_at = ? WHERE event_key = (SELECT key FROM events WHERE id = ?)',
    state,
    tx.runtime.clock.now(),
    toolUseId,
  );
}

/** Takes out notes whose words were forgotten. */
export function forgetQuarantined(tx: Tx, key: number, parts: readonly number[]): void {
  tx.run(
    'DELETE FROM quarantined_notes WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    JSON.stringify(parts),
  );
}

const noteRows = `SELECT q.*, e.id AS event_id, s.id AS session_id, s.title AS session_title, CAST(p.bytes AS TEXT) AS input
  FROM quarantined_notes q JOIN events e ON e.key = q.event_key JOIN sessions s ON s.number = q.event_key >> 32
  JOIN event_parts p ON p.place = (q.event_key << 12) | q.part`;

/** Notes in one state, the newest first; at most 500. */
export function quarantined(tx: Tx, input: { state: NoteState }): QuarantinedNote[] {
  const isOpen = input.state === 'waiting' || input.state === 'expired';
  const since = tx.runtime.clock.now() - candidacyMs;
  const age = input.state === 'expired' ? 'q.since <= ?' : 'q.since > ?';
  return tx
    .all(
      `${noteRows} WHERE q.state = ? AND ${age} ORDER BY q.since DESC, q.event_key DESC LIMIT 500`,
      isOpen ? 'waiting' : input.state,
      isOpen ? since : -1,
    )
    .map((row) => toNote(tx, row));
}

/** How many notes wait for the owner. */
export function quarantineCount(tx: Tx, _input: Record<string, never>): { waiting: number } {
  const since = tx.runtime.clock.now() - candidacyMs;
  const row = tx.get(
    "SELECT count(*) AS waiting FROM quarantined_notes WHERE state = 'waiting' AND since > ?",
    since,
  );
  return { waiting: row ? int(row, 'waiting') : 0 };
}

/** One note. Throws `memory_not_found`. */
export function quarantinedNote(tx: Tx, input: { id: string }): QuarantinedNote {
  const address = parseDrawerId(input.id);
  const row = address
    ? tx.get(`${noteRows} WHERE e.id = ? AND q.part = ?`, address.eventId, address.part)
    : undefined;
  if (!row) throw new HoldfastError('memory_not_found', `no note ${input.id} in quarantine`);
  return toNote(tx, row);
}

/** Makes the commands by which the owner settles or forgets a note. */
export function createSettling(append: AppendToLog, forgetPart: ForgetPart) {
  return {
    /** Throws `memory_not_found`, and `conflict` for a note that is no candidate any more. */
    settle(tx: Tx, input: { id: string; decision: 'released' | 'dropped'; by: string }): QuarantinedNote {
      const note = quarantinedNote(tx, input);
      // what was dropped or has expired could only come back by the agent's asking again
      if (note.state !== 'waiting')
        throw new HoldfastError('conflict', `the note is ${note.state}, and no candidate any more`);
      const { decision, by } = input;
      append(tx, {
        sessionId: note.session_id,
        events: [{ type: 'holdfast.note_settled', tool_use_id: note.event_id, decision, by }],
      });
      return quarantinedNote(tx, input);
    },
    /** The words go for good, out of the call that had them. Throws `memory_not_found`. */
    forgetNote(tx: Tx, input: { id: string }): { id: string } {
      const note = quarantinedNote(tx, input);
      const part = parseDrawerId(input.id)?.part ?? 0;
      const key = int(tx.get('SELECT key FROM events WHERE id = ?', note.event_id) ?? {}, 'key');
      forgetPart(tx, { eventId: note.event_id, parts: withShown(tx, key, part) });
      tx.note('palace', { isRemoval: true });
      return { id: note.id };
    },
  };
}

const noteInput = z.object({ text: z.string().catch(''), room: z.string().nullish().catch(null) });

function toNote(tx: Tx, row: SqlRow): QuarantinedNote {
  const key = int(row, 'event_key');
  const since = int(row, 'since');
  const settledAt = intOrNull(row, 'settled_at');
  const state = z.enum(noteStates).parse(text(row, 'state'));
  const input = noteInput.parse(JSON.parse(textOrNull(row, 'input') ?? '{}'));
  const isExpired = state === 'waiting' && since <= tx.runtime.clock.now() - candidacyMs;
  return {
    id: drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: 0 }),
    text: input.text,
    room: input.room ?? null,
    tool: text(row, 'tool'),
    why: z.enum(['foreign_identifier', 'foreign_words', 'not_said']).parse(text(row, 'why')),
    state: isExpired ? 'expired' : state,
    since: timestamp(since),
    expires_at: timestamp(since + candidacyMs),
    settled_at: settledAt === null ? null : timestamp(settledAt),
    session_id: text(row, 'session_id'),
    session_title: textOrNull(row, 'session_title') ?? 'Untitled',
    event_id: text(row, 'event_id'),
    seq: key % 2 ** 32,
    read: readBefore(tx, text(row, 'sources')),
  };
}

function readBefore(tx: Tx, sources: string): QuarantinedNote['read'] {
  const rows = tx.all(
    `SELECT e.id, e.key, coalesce(json_extract(u.header, '$.name'), '') AS tool
     FROM events e LEFT JOIN events u ON u.id = coalesce(json_extract(e.header, '$.tool_use_id'), json_extract(e.header, '$.custom_tool_use_id'))
     WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.key`,
    sources,
  );
  return rows.map((row) => ({
    event_id: text(row, 'id'),
    seq: int(row, 'key') % 2 ** 32,
    tool: text(row, 'tool'),
  }));
}

const timestamp = (time: number): string => new Date(time).toISOString();
