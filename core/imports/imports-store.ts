import { int, markOf, type Tx } from '../db/worker.ts';
import type { EventOf, NewEvent } from '../events/index.ts';
import {
  type AppendEvents,
  type Appended,
  createSession,
  eventKey,
  getSession,
  importedSessionPrefix,
  sessionNumber,
  updateSession,
} from '../log/worker.ts';
import type { MessageHashes } from './messages.ts';

/** What memory knows of a message: nothing, its words, or that the owner had them forgotten. */
export type Known = 'new' | 'known' | 'forgotten';

export interface ImportNames {
  title: string;
  file: string;
}

export interface OpenImport extends ImportNames {
  /** Of format and key. */
  hash: string;
  wing: string;
  format: string;
  agent: Record<string, unknown>;
  environmentId: string;
}

export interface ImportedMessage extends MessageHashes {
  event: Extract<NewEvent, { type: 'holdfast.imported_message' }>;
}

/** What of these is known, in order; at most some thousands. */
function known(tx: Tx, { messages }: { messages: readonly MessageHashes[] }): Known[] {
  return messages.map((message) => knownOf(tx, message).known);
}

function knownOf(tx: Tx, { message, words }: MessageHashes): { known: Known; mark: Buffer } {
  const mark = markOf(tx, 'message', message);
  const marks = words === null ? [mark] : [mark, markOf(tx, 'words', words)];
  if (marks.some((each) => tx.get('SELECT 1 FROM forgotten_words WHERE mark = ?', each)))
    return { known: 'forgotten', mark };
  const row = tx.get('SELECT 1 FROM imported_marks WHERE mark = ?', mark);
  return { known: row ? 'known' : 'new', mark };
}

/** The projector that keeps words which were imported and forgotten from coming back. */
export function projectImports(tx: Tx, { events }: Appended): void {
  for (const { event } of events) if (event.type === 'holdfast.forgotten') markGone(tx, event);
}

function markGone(tx: Tx, { event_id }: EventOf<'holdfast.forgotten'>): void {
  const event = tx.get('SELECT key FROM events WHERE id = ?', event_id);
  if (!event) return;
  const key = int(event, 'key');
  tx.run('INSERT OR IGNORE INTO forgotten_words SELECT mark FROM imported_marks WHERE event_key = ?', key);
  tx.run('DELETE FROM imported_marks WHERE event_key = ?', key);
}

/** The remover: a session that was deleted can be imported again. */
export function removeImportsOfSession(tx: Tx, session: { sessionNumber: number }): void {
  tx.run(
    'DELETE FROM imported_marks WHERE event_key BETWEEN ? AND ?',
    eventKey(session.sessionNumber, 0),
    eventKey(session.sessionNumber + 1, 0) - 1,
  );
}

export function createImportStore({ append }: { append: AppendEvents }) {
  /** The session of a conversation or document: the one that has it, or a new one in its wing, put away so that nothing runs in it. */
  function open(tx: Tx, input: OpenImport): { sessionId: string } {
    const id = `${importedSessionPrefix}${markOf(tx, 'conversation', input.hash).toString('hex')}`;
    if (tx.get('SELECT 1 FROM sessions WHERE id = ?', id)) return { sessionId: id };
    const { agent, environmentId, title } = input;
    createSession(tx, { id, agent, environmentId, title, metadata: metadataOf(input) });
    updateSession(tx, { sessionId: id, archived: true });
    append(tx, { sessionId: id, events: [{ type: 'holdfast.import_started', name: input.wing }] });
    return { sessionId: id };
  }

  /** The session's names with references in them, where it still has those that `open` was given: what the owner renamed stays. */
  function name(tx: Tx, { from, to }: { from: OpenImport; to: ImportNames }): void {
    const { sessionId } = open(tx, from);
    const session = getSession(tx, { sessionId });
    const isFile = session.metadata.holdfast_import_file === from.file;
    updateSession(tx, {
      sessionId,
      ...(session.title === from.title ? { title: to.title } : {}),
      ...(isFile ? { metadata: { ...session.metadata, ...metadataOf({ ...from, ...to }) } } : {}),
    });
  }

  /** Appends what is not known yet, in one transaction with the session where that is new; what a kill leaves is all of it or nothing. */
  function take(
    tx: Tx,
    { into, messages }: { into: OpenImport; messages: readonly ImportedMessage[] },
  ): Record<Known, number> {
    const counts: Record<Known, number> = { new: 0, known: 0, forgotten: 0 };
    const fresh = new Map<string, { mark: Buffer; event: ImportedMessage['event'] }>();
    for (const { event, ...hashes } of messages) {
      const { known: what, mark } = knownOf(tx, hashes);
      const isTwice = fresh.has(hashes.message);
      counts[isTwice ? 'known' : what] += 1;
      if (what === 'new' && !isTwice) fresh.set(hashes.message, { mark, event });
    }
    const added = [...fresh.values()];
    if (added.length === 0) return counts;
    const { sessionId } = open(tx, into);
    const stored = append(tx, { sessionId, events: added.map(({ event }) => event) });
    const number = sessionNumber(tx, sessionId);
    for (const [index, { seq }] of stored.entries())
      tx.run(
        'INSERT INTO imported_marks (mark, event_key) VALUES (?, ?)',
        added[index]?.mark ?? null,
        eventKey(number, seq),
      );
    return counts;
  }
  return { commands: { open, name, take }, queries: { known } };
}

const metadataOf = ({ format, file }: Pick<OpenImport, 'format' | 'file'>) => ({
  holdfast_import: format,
  holdfast_import_file: file,
});

export type ImportStore = ReturnType<typeof createImportStore>;
