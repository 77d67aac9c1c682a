import { z } from 'zod';
import { int, type Tx } from '../db/worker.ts';
import { type EventOf, type SessionEvent, textOf } from '../events/index.ts';
import { callInput, contentWords, inputWords, toolCall } from './content-store.ts';
import { addDrawers, type Said } from './keep-store.ts';
import { keepNote, notingTools } from './note-store.ts';
import { forgetPins, movePin, notePinned } from './pin-store.ts';
import { moveToImport, moveToProject, sessionRoom } from './places.ts';
import { forgetQuarantined, settleNote } from './quarantine-store.ts';
import { removeDrawers } from './remove.ts';
import {
  forgetRepeated,
  noteOfCode,
  noteRecalled,
  noteReread,
  noteShown,
  noteWokenWith,
} from './repeated-store.ts';
import { forgetRevisions, noteRevised, revisedTarget, revisionPlace } from './revision-store.ts';
import { contestStatedBy } from './structure/facts-keep-store.ts';
import type { Trust } from './types.ts';
import { fold } from './words/terms.ts';

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
    case 'user.message': {
      const room = sessionRoom(tx, sessionNumber).number;
      const said: Said = { kind: 'message', author: 'owner', trust: 'owner', tool: null };
      const [named, own] = divided(contentWords(tx, key, event.content), ({ text }) =>
        namesAttached.test(text),
      );
      const isAdded = addDrawers(tx, key, room, said, own);
      // the owner attached it, and somebody else may have named it: a file's name is nobody's wish
      return addDrawers(tx, key, room, { ...said, trust: 'untrusted' }, named) || isAdded;
    }
    case 'agent.message':
      return contentDrawers({ kind: 'message', author: 'agent', trust: 'agent', tool: null });
    case 'user.custom_tool_result': {
      const call = toolCall(tx, event.custom_tool_use_id);
      const isOwner = call?.name === 'ask_user' && event.is_error !== true;
      // an answer that the model worded is a yes, and no wish in the owner's words
      const isOffered =
        isOwner && isWordedByAgent(tx, { key, call: call.key, answer: textOf(event.content ?? []) });
      return contentDrawers({
        kind: 'answer',
        author: isOwner ? 'owner' : 'tool',
        trust: isOffered ? 'agent' : isOwner ? 'owner' : 'untrusted',
        tool: call?.name ?? null,
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
      if (call?.name === 'run_code') noteOfCode(tx, key, { call: call.key, event });
      return contentDrawers({
        kind: 'tool_result',
        author: 'tool',
        trust: trustOf(event),
        tool: call?.name ?? null,
      });
    }
    case 'agent.tool_use':
      return noteShown(tx, key, event);
    case 'holdfast.drawer_revised': {
      // null once it is forgotten: the new words stay all the same
      const old = revisedTarget(tx, event.drawer_id);
      let isAdded = false;
      for (const word of contentWords(tx, key, event.content)) {
        const by = { key, part: word.part };
        const place = revisionPlace(tx, by, old);
        const room = place?.room ?? sessionRoom(tx, sessionNumber).number;
        if (old) noteRevised(tx, old, by);
        movePin(tx, event.drawer_id, by);
        // what is corrected of others' words is mostly theirs still
        const trust = place?.isForeign === true ? 'untrusted' : 'owner';
        const said: Said = { kind: 'note', author: 'owner', trust, tool: null };
        isAdded = addDrawers(tx, key, room, said, [word]) || isAdded;
      }
      return isAdded;
    }
    case 'holdfast.rewound':
      takeBack(tx, key, event.to_seq);
      return false;
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

/** Words of a stretch that was taken back are kept; they are no wishes and state nothing any more. */
function takeBack(tx: Tx, key: number, from: number): void {
  const session = Math.floor(key / 2 ** 32);
  tx.run(
    'INSERT OR IGNORE INTO taken_back (session, from_seq, until_seq, made_at) VALUES (?, ?, ?, ?)',
    session, from, key % 2 ** 32, tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
  const rows = tx.all(
    'SELECT number FROM drawers WHERE event_key BETWEEN ? AND ?',
    session * 2 ** 32 + from,
    key,
  );
  contestStatedBy(
    tx,
    rows.map((row) => int(row, 'number')),
  );
}

/** How a message says which files came along with it: a block of its own for each. */
const namesAttached = /^Attached file: \/(?:workspace|mnt\/session)\/uploads\/[^\n]+ \(\d+ bytes\)$/;

const options = z.object({ options: z.array(z.string()) });

function isWordedByAgent(
  tx: Tx,
  { key, call, answer }: { key: number; call: number; answer: string },
): boolean {
  const plain = (words: string) => fold(words.replaceAll(/\s+/g, ' ').trim());
  const offered = options.safeParse(callInput(tx, call)).data?.options ?? [];
  // kept, because a question that is forgotten does not tell any more
  if (offered.some((each) => plain(each) === plain(answer)))
    tx.run('INSERT OR IGNORE INTO worded_answers (event_key) VALUES (?)', key);
  return tx.get('SELECT 1 AS found FROM worded_answers WHERE event_key = ?', key) !== undefined;
}

function divided<T>(list: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [list.filter(isFirst), list.filter((each) => !isFirst(each))];
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

function forgetParts(tx: Tx, eventId: string, parts: readonly number[]): boolean {
  const event = tx.get('SELECT key FROM events WHERE id = ?', eventId);
  if (!event) return false;
  const key = int(event, 'key');
  const json = JSON.stringify(parts);
  // also where no drawer goes: the words are in the write-ahead log until that is emptied
  tx.run('INSERT OR IGNORE INTO removed_drawers VALUES (0)');
  forgetRepeated(tx, key, parts);
  forgetQuarantined(tx, key, parts);
  forgetPins(tx, key, parts);
  forgetRevisions(tx, key, parts);
  return removeDrawers(tx, 'event_key = ? AND part IN (SELECT value FROM json_each(?))', key, json) > 0;
}
