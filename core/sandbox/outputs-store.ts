import { outputFile } from '../base/index.ts';
import { type Tx, textOrNull } from '../db/worker.ts';

/** Events being committed: the log's projector port, named here because the log stands on the same floor. */
interface Appended {
  sessionId: string;
  events: readonly { event: { type: string; event_id?: unknown } }[];
}

/** A forgotten result takes along the file that holds the whole of it, and what that file was before. */
export function projectOutputs(tx: Tx, { sessionId, events }: Appended): void {
  for (const { event } of events) {
    if (event.type !== 'holdfast.forgotten' || typeof event.event_id !== 'string') continue;
    const row = tx.get(
      `SELECT json_extract(header, '$.tool_use_id') AS tool_use_id FROM events WHERE id = ? AND type = 'agent.tool_result'`,
      event.event_id,
    );
    const toolUseId = row ? textOrNull(row, 'tool_use_id') : null;
    if (toolUseId === null) continue;
    const path = outputFile(toolUseId);
    tx.run('DELETE FROM workspace_history WHERE session_id = ? AND path = ?', sessionId, path);
    if (tx.run('DELETE FROM workspace_files WHERE session_id = ? AND path = ?', sessionId, path) > 0)
      tx.note('workspace', { sessionId, path });
  }
}
