import { z } from 'zod';
import { oneLine } from '../base/index.ts';
import { type Tx, text, textOrNull } from '../db/worker.ts';
import { noteOrigin } from '../events/index.ts';
import { callInput, partOfField, toolCall } from './content-store.ts';
import { diaryRoomOf, isSameAgent } from './diary-store.ts';
import { addDrawers, type Said } from './keep-store.ts';
import { namedRoom, sessionRoom } from './places.ts';
import { quarantine } from './quarantine-store.ts';
import { noteRevised, revisedTarget, revisionPlace } from './revision-store.ts';

/** Tools whose call is a note. */
export const notingTools = new Set(['remember', 'revise']);

const noteInput = z.object({
  text: z.string(),
  room: z.string().transform(oneLine).pipe(z.string().min(1)).optional().catch(undefined),
  drawer_id: z.string().optional().catch(undefined),
  diary: z.boolean().optional().catch(undefined),
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
  const part = partOfField(tx, call.key, 'input');
  if (part === null) return null;
  const input = noteInput.safeParse(callInput(tx, call.key));
  if (!input.success) return null;
  const origin = noteOriginIn(tx, call.key);
  if (origin?.label === 'untrusted' && !isReleased) {
    quarantine(tx, { key: call.key, part, tool: call.name, origin });
    return { roomId: null, isQuarantined: true };
  }
  const { drawer_id: revised, room: named } = input.data;
  const old = call.name === 'revise' ? revisedTarget(tx, revised ?? '') : null;
  const session = Math.floor(call.key / 2 ** 32);
  // another agent's diary is not this one's to change
  if (old?.kind === 'diary' && !isSameAgent(tx, session, Math.floor(old.key / 2 ** 32))) return null;
  const place = call.name === 'revise' ? revisionPlace(tx, { key: call.key, part }, old) : null;
  // what it would revise was forgotten before
  if (call.name === 'revise' && !place) return null;
  if (old) noteRevised(tx, old, { key: call.key, part });
  const isDiary = place ? place.kind === 'diary' : input.data.diary === true;
  const room = place?.room ?? (isDiary ? diaryRoomOf(tx, session, named) : topicRoom(tx, session, named));
  const said: Said = { kind: isDiary ? 'diary' : 'note', author: 'agent', trust: 'agent', tool: call.name };
  addDrawers(tx, call.key, room, said, [{ part, path: 'text', text: input.data.text }]);
  const kept = tx.get('SELECT id FROM rooms WHERE number = ?', room);
  return kept ? { roomId: text(kept, 'id'), isQuarantined: false } : null;
}

function topicRoom(tx: Tx, session: number, name: string | undefined): number {
  const own = sessionRoom(tx, session);
  return name === undefined ? own.number : namedRoom(tx, own.wing, name);
}

/**
 * What the gate said of the call's words; null in logs from before it did. Where that was forgotten with what was shown of the call, they are
 * nobody's before the owner says so.
 */
function noteOriginIn(tx: Tx, key: number): z.infer<typeof noteOrigin> | null {
  const part = partOfField(tx, key, 'holdfast') ?? -1;
  const row = tx.get(
    `SELECT json_extract(e.header, '$.holdfast.note') AS note, json_extract(CAST(p.bytes AS TEXT), '$.note') AS shown,
       p.place IS NOT NULL AND p.bytes IS NULL AS is_forgotten
     FROM events e LEFT JOIN event_parts p ON p.place = (e.key << 12) | ? WHERE e.key = ?`,
    part < 0 ? null : part,
    key,
  );
  const json = row ? (textOrNull(row, 'note') ?? textOrNull(row, 'shown')) : null;
  if (json !== null) return noteOrigin.parse(JSON.parse(json));
  return row?.is_forgotten === 1 ? { label: 'untrusted', why: 'not_said', sources: [] } : null;
}
