import { type RoomStore, type Tx, text } from '../../db/worker.ts';
import { type Projector, sessionNumber } from '../../log/worker.ts';

/**
 * Keeps the record of a run that is about to be suspended; a later one of the same run takes its place. Where words of the session were
 * forgotten since the run began, nothing is kept: the run may have read them.
 */
function keepSuspended(
  tx: Tx,
  input: { sessionId: string; toolUseId: string; record: string },
): { toolUseId: string } {
  if (wasForgottenSince(tx, input)) return { toolUseId: input.toolUseId };
  tx.run(
    `INSERT INTO suspended_runs (tool_use_id, session_number, record) VALUES (?, ?, ?)
     ON CONFLICT (tool_use_id) DO UPDATE SET record = excluded.record`,
    input.toolUseId,
    sessionNumber(tx, input.sessionId),
    input.record,
  );
  return { toolUseId: input.toolUseId };
}

function wasForgottenSince(
  tx: Tx,
  { sessionId, toolUseId }: { sessionId: string; toolUseId: string },
): boolean {
  const found = tx.get(
    `SELECT 1 FROM events WHERE type = 'holdfast.forgotten' AND key < (? + 1) * 4294967296
       AND key > (SELECT key FROM events WHERE id = ?) LIMIT 1`,
    sessionNumber(tx, sessionId),
    toolUseId,
  );
  return found !== undefined;
}

/** The record of a suspended run; null when there is none. */
function suspendedRun(tx: Tx, { toolUseId }: { toolUseId: string }): string | null {
  const row = tx.get('SELECT record FROM suspended_runs WHERE tool_use_id = ?', toolUseId);
  return row ? text(row, 'record') : null;
}

export const suspendedStore = {
  commands: { keepSuspended },
  queries: { suspendedRun },
} satisfies RoomStore;

/**
 * Lets go of a record with the result of its run, and of all that stood in a stretch that was taken back or in a session of which words were
 * forgotten: a record keeps copies of what the code read, files too, and nobody can tell whether the words are among them.
 */
export const projectSuspended: Projector = (tx, { sessionNumber: number, events }) => {
  for (const { event } of events) {
    if (event.type === 'holdfast.rewound' || event.type === 'holdfast.forgotten')
      removeSuspendedOfSession(tx, { sessionNumber: number });
    if (event.type !== 'agent.tool_result' || event.holdfast?.parent_tool_use_id !== undefined) continue;
    tx.run(
      'DELETE FROM suspended_runs WHERE tool_use_id = ? AND session_number = ?',
      event.tool_use_id,
      number,
    );
  }
};

/** Run inside the deletion of a session. */
export function removeSuspendedOfSession(tx: Tx, input: { sessionNumber: number }): void {
  tx.run('DELETE FROM suspended_runs WHERE session_number = ?', input.sessionNumber);
}
