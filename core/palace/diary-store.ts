import { int, type Tx, textOrNull } from '../db/worker.ts';
import { namedRoom } from './places.ts';

/** Where an agent's diary goes that names no topic. */
const diaryRoom = 'Diary';

/** The agent of a session; sessions of old logs may name none. */
function agentOf(tx: Tx, sessionNumber: number): { id: string; name: string } {
  const row = tx.get(
    "SELECT json_extract(agent, '$.id') AS id, json_extract(agent, '$.name') AS name FROM sessions WHERE number = ?",
    sessionNumber,
  );
  const id = (row && textOrNull(row, 'id')) || 'agent';
  return { id, name: (row && textOrNull(row, 'name')?.trim()) || 'Agent' };
}

/** The number of the room for what a session's agent notes for itself: in a wing of that agent. */
export function diaryRoomOf(tx: Tx, sessionNumber: number, topic: string | undefined): number {
  return namedRoom(tx, agentWing(tx, agentOf(tx, sessionNumber)), topic ?? diaryRoom);
}

function agentWing(tx: Tx, { id, name }: { id: string; name: string }): number {
  const own = tx.get('SELECT number FROM wings WHERE agent_id = ?', id);
  if (own) return int(own, 'number');
  const named = tx.get("SELECT number, agent_id FROM wings WHERE kind = 'agent' AND name = ?", name);
  // a wing that the owner made for this agent becomes its own; one of another agent of that name stays the other's
  if (named && textOrNull(named, 'agent_id') === null) {
    tx.run('UPDATE wings SET agent_id = ? WHERE number = ?', id, int(named, 'number'));
    return int(named, 'number');
  }
  tx.run(
    "INSERT INTO wings (id, kind, name, agent_id) VALUES (?, 'agent', ?, ?)",
    tx.runtime.ids.next('wing'),
    named ? `${name} (${id})` : name,
    id,
  );
  return agentWing(tx, { id, name });
}

/** Whether two sessions are of one agent. A session that is not there is of none. */
export function isSameAgent(tx: Tx, one: number, other: number): boolean {
  return other >= 0 && agentOf(tx, one).id === agentOf(tx, other).id;
}

/** Of these drawers, by number, those in the diaries of other agents than a session's: nobody recalls them but their own agent. */
export function othersDiaries(tx: Tx, sessionId: string, numbers: readonly number[]): Set<number> {
  const rows = tx.all(
    "SELECT number, event_key FROM drawers WHERE kind = 'diary' AND number IN (SELECT value FROM json_each(?))",
    JSON.stringify(numbers),
  );
  if (rows.length === 0) return new Set();
  const session = tx.get('SELECT number FROM sessions WHERE id = ?', sessionId);
  const asking = session ? int(session, 'number') : -1;
  const others = rows.filter((row) => !isSameAgent(tx, Math.floor(int(row, 'event_key') / 2 ** 32), asking));
  return new Set(others.map((row) => int(row, 'number')));
}
