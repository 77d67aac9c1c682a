import { int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';

/**
 * Makes the question whether facts may be taken from a row of `drawers`, for one step. Not from others' words, nor from what a tool gave back or an
 * agent notes for itself alone; and what an agent says once words of others were read in its session may be theirs in other words, as with its
 * notes, which the gate weighs. The one place that says so.
 */
export function trusting(tx: Tx): (row: SqlRow) => boolean {
  const known = new Map<number, number>();
  const foreignSince = (session: number): number => {
    const since = known.get(session) ?? firstForeign(tx, session);
    known.set(session, since);
    return since;
  };
  return (row) => {
    const kind = text(row, 'kind');
    if (text(row, 'trust') === 'untrusted' || kind === 'tool_result' || isDiary(row)) return false;
    if (text(row, 'trust') === 'owner' || kind === 'note') return true;
    const key = int(row, 'event_key');
    return key < foreignSince(Math.floor(key / positions));
  };
}

const positions = 2 ** 32;

/** The key of the first event of a session that has words of others; what a fork shares counts from its beginning on. */
function firstForeign(tx: Tx, session: number): number {
  const own = tx.get('SELECT forked_from, forked_seq FROM sessions WHERE number = ?', session);
  const parent = own ? intOrNull(own, 'forked_from') : null;
  if (own && parent !== null && firstForeign(tx, parent) <= parent * positions + int(own, 'forked_seq'))
    return 0;
  const row = tx.get(
    `SELECT e.key FROM events e WHERE e.key BETWEEN ? AND ? AND (
       (e.type = 'agent.tool_result' AND json_extract(e.header, '$.holdfast.output_label') = 'untrusted')
       OR (e.type = 'user.custom_tool_result' AND 'ask_user' IS NOT
         (SELECT json_extract(u.header, '$.name') FROM events u WHERE u.id = json_extract(e.header, '$.custom_tool_use_id')))
       OR (e.type = 'user.message' AND EXISTS
         (SELECT 1 FROM json_each(e.header, '$._parts') p WHERE p.value ->> 0 = 'content' AND p.value ->> 2 = 'json'))
     ) ORDER BY e.key LIMIT 1`,
    session * positions,
    (session + 1) * positions - 1,
  );
  return row ? int(row, 'key') : Number.MAX_SAFE_INTEGER;
}

/** What an agent noted for itself: it names nobody to others, and lies in its hall alone. */
export function isDiary(row: SqlRow): boolean {
  return text(row, 'kind') === 'diary';
}
