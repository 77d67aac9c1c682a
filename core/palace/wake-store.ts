import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text } from '../db/worker.ts';
import { drawerRows, holds, toDrawers } from './drawer-rows.ts';
import { pinnedIn } from './pinned-rows.ts';
import type { Drawer } from './types.ts';
import { saysPreference, saysPromise } from './wishes.ts';

/** What a session could begin with besides what its words find, each list with the most important first. */
export interface WakeDrawers {
  pinned: Drawer[];
  preferences: Drawer[];
  promises: Drawer[];
  /** Of the project that the session works in; empty where it works in none. */
  project: Drawer[];
}

const mostPinned = 30;
const newestLooked = 300;
const mostOfOne = 12;
/** What is longer is a text that somebody wrote down, and no wish. */
const longestWish = 500;
const promiseMs = 30 * 24 * 3_600_000;

/**
 * Trusted drawers for the beginning of a session: the owner's words and notes. What an agent said by the way is its own, what others wrote
 * is nobody's wish, and what the session itself said it knows. What was imported comes in by being pinned or found: years of it would
 * drive out what was said here.
 */
export function wakeDrawers(tx: Tx, input: { sessionId: string }): WakeDrawers {
  const session = tx.get(
    'SELECT s.number, r.wing, w.kind FROM sessions s LEFT JOIN rooms r ON r.session_number = s.number LEFT JOIN wings w ON w.number = r.wing WHERE s.id = ?',
    input.sessionId,
  );
  const number = session ? int(session, 'number') : -1;
  const wing = session?.kind === 'project' ? intOrNull(session, 'wing') : null;
  const said = toDrawers(tx, newest(tx, number, "d.kind <> 'imported'"));
  const project = wing === null ? [] : toDrawers(tx, newest(tx, number, 'r.wing = ?', wing));
  const since = tx.runtime.clock.now() - promiseMs;
  return {
    pinned: pinnedIn(tx, mostPinned).filter((drawer) => isStatement(drawer)),
    preferences: said.filter((drawer) => saysPreference(drawer.text)).slice(0, mostOfOne),
    promises: said
      .filter((drawer) => saysPromise(drawer.text) && Date.parse(drawer.created_at) > since)
      .slice(0, mostOfOne),
    // what was worth a note comes before what was said
    project: [...project]
      .sort((a, b) => Number(b.source.kind === 'note') - Number(a.source.kind === 'note'))
      .slice(0, mostOfOne),
  };
}

/** The newest statements of a room, for a session that works where its words were said before. */
export function roomStatements(tx: Tx, input: { sessionId: string; roomId: string }): Drawer[] {
  const session = tx.get('SELECT number FROM sessions WHERE id = ?', input.sessionId);
  const rows = newest(tx, session ? int(session, 'number') : -1, 'r.id = ?', input.roomId);
  return toDrawers(tx, rows.slice(0, mostOfOne));
}

/** The newest short statements of other sessions that hold. */
function newest(tx: Tx, session: number, condition: string, ...values: SqlValue[]): SqlRow[] {
  const first = session * 2 ** 32;
  const rest = `d.event_key NOT BETWEEN ? AND ? AND d.to_unit - d.from_unit <= ? AND d.piece = 0 AND ${condition}
    AND ${holds} ORDER BY d.number DESC LIMIT ?`;
  const bound = [first, first + 2 ** 32 - 1, longestWish, ...values, newestLooked];
  const byOwner = drawerRows(tx, `d.trust = 'owner' AND ${rest}`, ...bound);
  const notes = drawerRows(tx, `d.kind = 'note' AND ${rest}`, ...bound).filter(
    (row) => text(row, 'trust') === 'agent',
  );
  return [...byOwner, ...notes].sort((a, b) => int(b, 'number') - int(a, 'number'));
}

/** Whether words of this drawer may stand in a wake-up: the owner's, or a note. */
export function isStatement({ trust, source }: Pick<Drawer, 'trust' | 'source'>): boolean {
  return trust === 'owner' || (source.kind === 'note' && trust === 'agent');
}
