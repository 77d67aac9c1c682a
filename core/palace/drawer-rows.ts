import { bytes, int, type SqlRow, type SqlValue, type Tx, text, textOrNull } from '../db/worker.ts';
import { drawerId } from './drawer-id.ts';
import type { Author, Drawer, DrawerKind, DrawerSource, Trust } from './types.ts';

/** What a room is called: its own name, else the title of its session. */
export const roomName = "coalesce(r.name, rs.title, 'Untitled')";

const replaced = (more: string) =>
  `EXISTS (SELECT 1 FROM revised_drawers x WHERE x.event_key = d.event_key AND x.part = d.part AND x.piece = d.piece${more})`;
const takenBack = (more: string) =>
  `EXISTS (SELECT 1 FROM taken_back t WHERE t.session = d.event_key >> 32 AND (d.event_key & 4294967295) BETWEEN t.from_seq AND t.until_seq${more})`;

/** SQL over `d`, the drawers: other words stand in the place of these. */
export const isReplaced = replaced('');
/** SQL over `d`: these words hold: no others stand in their place, and the owner did not take them back. */
export const holds = `(NOT ${isReplaced} AND NOT ${takenBack('')})`;
/** The same as of a time; two values, both that time in ms. */
export const heldAt = `(NOT ${replaced(' AND x.revised_at <= ?')} AND NOT ${takenBack(' AND t.made_at <= ?')})`;

/** Drawers with their places and sources; `rest` is SQL behind WHERE, over d, e, s, r, rs, w. */
export function drawerRows(tx: Tx, rest: string, ...values: SqlValue[]): SqlRow[] {
  return tx.all(
    `SELECT d.*, e.id AS event_id, e.type AS event_type, coalesce(d.said_at, e.created_at) AS created_at, s.id AS session_id, s.title AS session_title,
            CASE d.kind WHEN 'imported' THEN json_extract(s.metadata, '$.holdfast_import_file') END AS import_file,
            CASE d.kind WHEN 'imported' THEN json_extract(s.metadata, '$.holdfast_import') END AS import_format,
            r.id AS room_id, ${roomName} AS room_name, w.id AS wing_id, w.name AS wing_name
     FROM drawers d
     JOIN events e ON e.key = d.event_key
     JOIN sessions s ON s.number = d.event_key >> 32
     JOIN rooms r ON r.number = d.room
     LEFT JOIN sessions rs ON rs.number = r.session_number
     JOIN wings w ON w.number = r.wing
     WHERE ${rest}`,
    ...values,
  );
}

/** The words of each row, in the same order: every part is read and decoded once. */
export function drawerTexts(tx: Tx, rows: readonly SqlRow[]): string[] {
  const wholes = new Map<string, string>();
  return rows.map((row) => {
    const path = textOrNull(row, 'path');
    const key = `${int(row, 'event_key')}/${int(row, 'part')}/${path ?? ''}`;
    const whole = wholes.get(key) ?? readPart(tx, int(row, 'event_key'), int(row, 'part'), path);
    wholes.set(key, whole);
    return whole.slice(int(row, 'from_unit'), int(row, 'to_unit'));
  });
}

function readPart(tx: Tx, eventKey: number, part: number, path: string | null): string {
  const row = tx.get(
    'SELECT bytes FROM event_parts WHERE place = (? << 12) | ? AND bytes IS NOT NULL',
    eventKey,
    part,
  );
  if (!row) return '';
  const whole = Buffer.from(bytes(row, 'bytes')).toString('utf8');
  if (path === null) return whole;
  const member: unknown = JSON.parse(whole)?.[path];
  return typeof member === 'string' ? member : '';
}

/** Rows as they are shown, with their words. */
export function toDrawers(tx: Tx, rows: readonly SqlRow[]): Drawer[] {
  const texts = drawerTexts(tx, rows);
  return rows.map((row, index) => ({
    id: drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: int(row, 'piece') }),
    wing: { id: text(row, 'wing_id'), name: text(row, 'wing_name') },
    room: { id: text(row, 'room_id'), name: text(row, 'room_name') },
    text: texts[index] ?? '',
    author: text(row, 'author') as Author,
    trust: text(row, 'trust') as Trust,
    source: {
      kind: text(row, 'kind') as DrawerKind,
      event_type: text(row, 'event_type'),
      session_id: text(row, 'session_id'),
      session_title: textOrNull(row, 'session_title') ?? 'Untitled',
      event_id: text(row, 'event_id'),
      seq: int(row, 'event_key') % 2 ** 32,
      tool: textOrNull(row, 'tool'),
      speaker: textOrNull(row, 'speaker'),
      imported_from: importOf(row),
    },
    created_at: new Date(int(row, 'created_at')).toISOString(),
  }));
}

function importOf(row: SqlRow): DrawerSource['imported_from'] {
  const [file, format] = [textOrNull(row, 'import_file'), textOrNull(row, 'import_format')];
  return file === null || format === null ? null : { file, format };
}
