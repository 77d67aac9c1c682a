import { int, intOrNull, type Tx } from '../db/worker.ts';

export const homeWingId = 'wing_home';

/** The number of the wing for sessions without a project folder; made when it is first needed. */
export function homeWing(tx: Tx): number {
  return wing(tx, 'home', 'Home', () => homeWingId);
}

/** The number of a project's wing, by the name of its folder. */
export function projectWing(tx: Tx, folderName: string): number {
  return wing(tx, 'project', folderName, () => tx.runtime.ids.next('wing'));
}

function wing(tx: Tx, kind: string, name: string, newId: () => string): number {
  const known = tx.get('SELECT number FROM wings WHERE kind = ? AND name = ?', kind, name);
  if (known) return int(known, 'number');
  tx.run('INSERT INTO wings (id, kind, name) VALUES (?, ?, ?)', newId(), kind, name);
  return wing(tx, kind, name, newId);
}

/** The number of the wing of a kind and name; made when it is first needed. */
export function wingOf(tx: Tx, kind: 'person' | 'project' | 'agent', name: string): number {
  return wing(tx, kind, name, () => tx.runtime.ids.next('wing'));
}

/**
 * A session's own room: `number` where its drawers go (another room, when the owner merged them), `wing` where it stands by itself,
 * wherever the owner put it. It has no name of its own while automatic: the session's title is its name.
 */
export function sessionRoom(tx: Tx, sessionNumber: number): { number: number; wing: number } {
  const known = tx.get(
    'SELECT number, wing, auto_wing, merged_into FROM rooms WHERE session_number = ?',
    sessionNumber,
  );
  if (known)
    return {
      number: intOrNull(known, 'merged_into') ?? int(known, 'number'),
      wing: intOrNull(known, 'auto_wing') ?? int(known, 'wing'),
    };
  tx.run(
    'INSERT INTO rooms (id, wing, session_number, updated_at) VALUES (?, ?, ?, ?)',
    tx.runtime.ids.next('room'),
    homeWing(tx),
    sessionNumber,
    tx.runtime.clock.now(),
  );
  return sessionRoom(tx, sessionNumber);
}

/** A room with a name of its own, in the wing of the session that names it; where it was merged or renamed, that of now. */
export function namedRoom(tx: Tx, wingNumber: number, name: string): number {
  const known = tx.get(
    'SELECT coalesce(merged_into, number) AS number FROM rooms WHERE wing = ? AND name = ? AND session_number IS NULL',
    wingNumber,
    name,
  );
  if (known) return int(known, 'number');
  tx.run(
    'INSERT INTO rooms (id, wing, name, updated_at) VALUES (?, ?, ?, ?)',
    tx.runtime.ids.next('room'),
    wingNumber,
    name,
    tx.runtime.clock.now(),
  );
  return namedRoom(tx, wingNumber, name);
}

/** The first project folder granted to a session gives its room a wing; later ones change nothing. */
export function moveToProject(tx: Tx, sessionNumber: number, folderName: string): void {
  moveFromHome(tx, sessionNumber, () => projectWing(tx, folderName));
}

/** What was imported lies in a wing that is called like the import. */
export function moveToImport(tx: Tx, sessionNumber: number, name: string): void {
  moveFromHome(tx, sessionNumber, () => wing(tx, 'import', name, () => tx.runtime.ids.next('wing')));
}

function moveFromHome(tx: Tx, sessionNumber: number, target: () => number): void {
  const room = sessionRoom(tx, sessionNumber);
  if (room.wing !== homeWing(tx)) return;
  // a room that the owner put elsewhere stays there
  const isMoved = tx.run(
    'UPDATE rooms SET wing = ? WHERE session_number = ? AND auto_wing IS NULL',
    target(),
    sessionNumber,
  );
  if (isMoved === 0)
    tx.run('UPDATE rooms SET auto_wing = ? WHERE session_number = ?', target(), sessionNumber);
  // the text index lies in order of wings
  else
    tx.run(
      'INSERT OR IGNORE INTO stale_drawers SELECT number FROM drawers WHERE room = (SELECT number FROM rooms WHERE session_number = ?)',
      sessionNumber,
    );
}
