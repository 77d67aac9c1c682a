import { z } from 'zod';
import { int, type Tx, text, textOrNull } from '../db/worker.ts';
import { type EventOf, noteOrigin, type SessionEvent } from '../events/index.ts';
import { parseDrawerId } from './drawer-id.ts';
import { piecesOf } from './pieces.ts';
import { forgetPins, notePinned } from './pin-store.ts';
import { moveToImport, moveToProject, namedRoom, sessionRoom } from './places.ts';
import { forgetQuarantined, quarantine, settleNote } from './quarantine-store.ts';
import { removeDrawers } from './remove.ts';
import { forgetRevisions, noteRevised, revisedTarget } from './revision-store.ts';
import { moveAsCorrected } from './structure/moves-store.ts';
import type { Author, DrawerKind, Trust } from './types.ts';

/** Events being committed, in their session: the log's projector port, named here because the log stands on the same floor. */
export interface Appended {
  sessionId: string;
  sessionNumber: number;
  events: readonly { seq: number; key: number; event: SessionEvent }[];
}

// their results only repeat or acknowledge: a drawer of a recalled drawer would be a copy
const toolsWithoutDrawers = new Set([
  'recall', 'recall_event', 'remember', 'revise', 'forget', 'timeline', 'walk', 'think',
]); // biome-ignore format: a list of names
const recallingTools = new Set(['recall', 'timeline', 'walk']);
const notingTools = new Set(['remember', 'revise']);

/**
 * The palace's projector: runs inside the log's append, so that a drawer exists exactly when its event does. One drawer per text
 * part (several for a long one). Running it twice over the same events changes nothing.
 */
export function projectPalace(tx: Tx, appended: Appended): void {
  let isChanged = false;
  for (const { key, event } of appended.events)
    isChanged = projectEvent(tx, appended.sessionNumber, key, event) || isChanged;
  if (isChanged) tx.note('palace', { sessionId: appended.sessionId });
}

function projectEvent(tx: Tx, sessionNumber: number, key: number, event: SessionEvent): boolean {
  const contentDrawers = (said: Said) => {
    const words = contentWords(tx, key, 'content' in event ? event.content : undefined);
    return addDrawers(tx, key, sessionRoom(tx, sessionNumber).number, said, words);
  };
  switch (event.type) {
    case 'user.message':
      return contentDrawers({ kind: 'message', author: 'owner', trust: 'owner', tool: null });
    case 'agent.message':
      return contentDrawers({ kind: 'message', author: 'agent', trust: 'agent', tool: null });
    case 'user.custom_tool_result': {
      const tool = toolCall(tx, event.custom_tool_use_id)?.name ?? null;
      const isOwner = tool === 'ask_user' && event.is_error !== true;
      return contentDrawers({
        kind: 'answer',
        author: isOwner ? 'owner' : 'tool',
        trust: isOwner ? 'owner' : 'untrusted',
        tool,
      });
    }
    case 'agent.custom_tool_use': {
      const { question } = event.input;
      if (typeof question !== 'string') return false;
      const said: Said = { kind: 'question', author: 'agent', trust: 'agent', tool: event.name };
      return addDrawers(
        tx,
        key,
        sessionRoom(tx, sessionNumber).number,
        said,
        inputWords(tx, key, 'question', question),
      );
    }
    case 'agent.tool_result': {
      const call = toolCall(tx, event.tool_use_id);
      if (call && notingTools.has(call.name) && event.is_error !== true)
        return keepNote(tx, event.tool_use_id) !== null;
      if (call && recallingTools.has(call.name)) return noteRecalled(tx, key, event);
      if (call?.name === 'recall_event') return noteReread(tx, key, event);
      if (call && toolsWithoutDrawers.has(call.name)) return false;
      return contentDrawers({
        kind: 'tool_result',
        author: 'tool',
        trust: trustOf(event),
        tool: call?.name ?? null,
      });
    }
    case 'agent.tool_use':
      return event.name === 'forget' && notePreviewed(tx, key, event.input);
    case 'holdfast.drawer_revised': {
      const old = revisedTarget(tx, event.drawer_id);
      if (!old) return false;
      const said: Said = { kind: 'note', author: 'owner', trust: 'owner', tool: null };
      const words = contentWords(tx, key, event.content);
      for (const { part } of words) noteRevised(tx, old, { key, part });
      return addDrawers(tx, key, old.room, said, words);
    }
    case 'holdfast.drawer_pinned':
      notePinned(tx, event.drawer_id, event.is_pinned);
      return true;
    case 'holdfast.wake_up':
      return noteWokenWith(tx, key, event);
    case 'holdfast.note_settled': {
      const isReleased = event.decision === 'released';
      settleNote(tx, event.tool_use_id, event.decision);
      if (isReleased) keepNote(tx, event.tool_use_id, true);
      return true;
    }
    case 'holdfast.import_started':
      moveToImport(tx, sessionNumber, event.name);
      return true;
    case 'holdfast.imported_message':
      return contentDrawers({
        kind: 'imported',
        author: 'other',
        trust: event.trust,
        tool: null,
        speaker: event.speaker ?? null,
        saidAt: timeOf(event.said_at),
      });
    case 'holdfast.folder_granted':
      moveToProject(tx, sessionNumber, event.name);
      return true;
    case 'holdfast.forgotten':
      return forgetParts(tx, event.event_id, event.parts);
    default:
      return false;
  }
}

/** What a tool gives back is untrusted unless the tool vouches for it. */
function trustOf(event: EventOf<'agent.tool_result'>): Trust {
  const label = event.holdfast?.output_label;
  return label === 'trusted' || label === 'echo' ? 'agent' : 'untrusted';
}

function timeOf(timestamp: string | undefined): number | null {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isFinite(time) ? time : null;
}

interface Said {
  kind: DrawerKind;
  author: Author;
  trust: Trust;
  tool: string | null;
  /** Only of imported messages. */
  speaker?: string | null;
  saidAt?: number | null;
}

interface Words {
  part: number;
  /** The member of a JSON part that holds the text; null when the part is the text. */
  path: string | null;
  text: string;
}

function addDrawers(tx: Tx, key: number, room: number, said: Said, words: readonly Words[]): boolean {
  let added = 0;
  for (const { part, path, text: whole } of words) {
    piecesOf(whole).forEach(({ from, to }, piece) => {
      added += tx.run(
        `INSERT INTO drawers (event_key, part, piece, path, from_unit, to_unit, room, kind, author, tool, trust, speaker, said_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        key, part, piece, path, from, to, room, said.kind, said.author, said.tool, said.trust, said.speaker ?? null, said.saidAt ?? null,
      ); // biome-ignore format: one line of values
    });
  }
  if (added === 0) return false;
  tx.run(
    'UPDATE rooms SET drawers = drawers + ?, updated_at = ? WHERE number = ?',
    added,
    tx.runtime.clock.now(),
    room,
  );
  moveAsCorrected(tx, key);
  return true;
}

const places = z.array(z.tuple([z.string(), z.number(), z.string()]).rest(z.unknown()));

/** Which part holds what: the list that the log lays down in each event's header, as [field, index in the field, kind]. */
function placesOf(tx: Tx, key: number): z.infer<typeof places> {
  const row = tx.get("SELECT json_extract(header, '$._parts') AS places FROM events WHERE key = ?", key);
  const json = row ? textOrNull(row, 'places') : null;
  return json === null ? [] : places.parse(JSON.parse(json));
}

function contentWords(
  tx: Tx,
  key: number,
  content: readonly { type: string; text?: unknown }[] | undefined,
): Words[] {
  if (!content?.some((block) => block.type === 'text')) return [];
  return placesOf(tx, key).flatMap(([field, index, kind], part) => {
    const block = field === 'content' ? content[index] : undefined;
    if (block?.type !== 'text' || typeof block.text !== 'string') return [];
    return [{ part, path: kind === 'text' ? null : 'text', text: block.text }];
  });
}

function inputWords(tx: Tx, key: number, path: string, words: string): Words[] {
  const part = placesOf(tx, key).findIndex(([field]) => field === 'input');
  return part < 0 ? [] : [{ part, path, text: words }];
}

function toolCall(tx: Tx, eventId: string): { key: number; name: string } | null {
  const row = tx.get("SELECT key, json_extract(header, '$.name') AS name FROM events WHERE id = ?", eventId);
  const name = row ? textOrNull(row, 'name') : null;
  return row && name !== null ? { key: int(row, 'key'), name } : null;
}

const noteInput = z.object({
  text: z.string(),
  room: z.string().trim().min(1).max(200).optional().catch(undefined),
  drawer_id: z.string().optional().catch(undefined),
});

/** What became of a note: a drawer in a room, or a candidate that waits for the owner and is recalled by nobody. */
export interface KeptNote {
  roomId: string | null;
  isQuarantined: boolean;
}

/**
 * Makes the note of a `remember` call: its words stay where they are, in the call's own input. Words of untrusted origin become no
 * drawer before the owner releases them. Null when there is no such call or nothing in it.
 */
export function keepNote(tx: Tx, toolUseId: string, isReleased = false): KeptNote | null {
  const call = toolCall(tx, toolUseId);
  if (!call || !notingTools.has(call.name)) return null;
  const part = placesOf(tx, call.key).findIndex(([field]) => field === 'input');
  const row = tx.get(
    'SELECT CAST(bytes AS TEXT) AS json FROM event_parts WHERE place = (? << 12) | ? AND bytes IS NOT NULL',
    call.key,
    part,
  );
  const input = noteInput.safeParse(row ? JSON.parse(text(row, 'json')) : null);
  if (!input.success) return null;
  const origin = noteOriginIn(tx, call.key);
  if (origin?.label === 'untrusted' && !isReleased) {
    quarantine(tx, { key: call.key, part, tool: call.name, origin });
    return { roomId: null, isQuarantined: true };
  }
  const { drawer_id: revised, room: named } = input.data;
  const old = call.name === 'revise' ? revisedTarget(tx, revised ?? '') : null;
  // what it would revise was forgotten meanwhile
  if (call.name === 'revise' && !old) return null;
  if (old) noteRevised(tx, old, { key: call.key, part });
  const own = sessionRoom(tx, Math.floor(call.key / 2 ** 32));
  const room = old?.room ?? (named === undefined ? own.number : namedRoom(tx, own.wing, named));
  const said: Said = { kind: 'note', author: 'agent', trust: 'agent', tool: call.name };
  addDrawers(tx, call.key, room, said, [{ part, path: 'text', text: input.data.text }]);
  const place = tx.get('SELECT id FROM rooms WHERE number = ?', room);
  return place ? { roomId: text(place, 'id'), isQuarantined: false } : null;
}

/** What the gate said of the call's words; null in logs from before it did. */
function noteOriginIn(tx: Tx, key: number): z.infer<typeof noteOrigin> | null {
  const part = placesOf(tx, key).findIndex(([field]) => field === 'holdfast');
  const row = tx.get(
    "SELECT json_extract(CAST(bytes AS TEXT), '$.note') AS note FROM event_parts WHERE place = (? << 12) | ? AND bytes IS NOT NULL",
    key,
    part,
  );
  const json = row ? textOrNull(row, 'note') : null;
  return json === null ? null : noteOrigin.parse(JSON.parse(json));
}

const recallDetails = z.object({ drawers: z.array(z.string()) });

/** Remembers which drawers an answer of `recall` repeats, so that forgetting them can take the answer along. */
function noteRecalled(tx: Tx, key: number, event: EventOf<'agent.tool_result'>): boolean {
  const details = recallDetails.safeParse(event.holdfast?.details);
  if (!details.success) return false;
  const parts = contentWords(tx, key, event.content).map(({ part }) => part);
  return noteRepeated(tx, key, parts, details.data.drawers);
}

/** The same for what a session began with. */
function noteWokenWith(tx: Tx, key: number, event: EventOf<'holdfast.wake_up'>): boolean {
  const part = placesOf(tx, key).findIndex(([field]) => field === 'memory');
  const ids = event.put_in.flatMap((item) => item.drawer_id ?? []);
  return part < 0 ? false : noteRepeated(tx, key, [part], ids);
}

/** What the owner is shown of a drawer before it is forgotten goes along with it. */
function notePreviewed(tx: Tx, key: number, input: Record<string, unknown>): boolean {
  const part = placesOf(tx, key).findIndex(([field]) => field === 'holdfast');
  return part < 0 || typeof input.drawer_id !== 'string'
    ? false
    : noteRepeated(tx, key, [part], [input.drawer_id]);
}

function noteRepeated(tx: Tx, key: number, parts: readonly number[], drawerIds: readonly string[]): boolean {
  for (const id of drawerIds) {
    const address = parseDrawerId(id);
    if (!address) continue;
    for (const part of parts) {
      tx.run(
        `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
         SELECT d.number, ?, ? FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ? AND d.part = ? AND d.piece = ?`,
        key, part, address.eventId, address.part, address.piece,
      ); // biome-ignore format: one line of values
    }
  }
  return false;
}

const rereadDetails = z.object({ events: z.array(z.string()) });

/** The same for an answer of `recall_event`, which repeats events of its own session. */
function noteReread(tx: Tx, key: number, event: EventOf<'agent.tool_result'>): boolean {
  const details = rereadDetails.safeParse(event.holdfast?.details);
  if (!details.success) return false;
  for (const { part } of contentWords(tx, key, event.content)) {
    for (const id of details.data.events) {
      tx.run(
        `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
         SELECT d.number, ?, ? FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ?`,
        key, part, id,
      ); // biome-ignore format: one line of values
    }
  }
  return false;
}

function forgetParts(tx: Tx, eventId: string, parts: readonly number[]): boolean {
  const event = tx.get('SELECT key FROM events WHERE id = ?', eventId);
  if (!event) return false;
  const key = int(event, 'key');
  const json = JSON.stringify(parts);
  tx.run(
    'DELETE FROM recalled_drawers WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    json,
  );
  forgetQuarantined(tx, key, parts);
  forgetPins(tx, key, parts);
  forgetRevisions(tx, key, parts);
  return removeDrawers(tx, 'event_key = ? AND part IN (SELECT value FROM json_each(?))', key, json) > 0;
}
