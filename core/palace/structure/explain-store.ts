import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../../db/worker.ts';
import { findDrawer } from '../browse-store.ts';
import { drawerTexts } from '../drawer-rows.ts';
import { hallOf } from './halls.ts';
import { hasLessons, lessonFor } from './lessons-store.ts';
import { structurePosition } from './schema-store.ts';
import { hallOfRow, shownEntities } from './show-store.ts';
import { isDiary } from './trusted.ts';
import type { DrawerWhy } from './types.ts';

const shownUses = 20;

/** Why a drawer is where it is, what it names, and where it was used. `hall` is null until the structure has taken it in. */
export function explain(tx: Tx, input: { drawerId: string }): DrawerWhy {
  const row = findDrawer(tx, input.drawerId);
  const number = int(row, 'number');
  const place = [int(row, 'event_key'), int(row, 'part'), int(row, 'piece')] as const;
  const isThere = structurePosition(tx) !== null;
  const taken = isThere ? tx.get('SELECT hall FROM idx.structured WHERE number = ?', number) : undefined;
  const set = tx.get(
    'SELECT made_at FROM drawer_halls WHERE event_key = ? AND part = ? AND piece = ?',
    ...place,
  );
  const words = drawerTexts(tx, [row])[0] ?? '';
  const logged = tx.get('SELECT created_at FROM events WHERE key = ?', place[0]);
  const lesson =
    isThere && logged && hasLessons(tx) ? lessonFor(tx, words, int(logged, 'created_at')).hall : null;
  const verdict = hallOf(
    { text: words, author: text(row, 'author'), kind: text(row, 'kind') },
    lesson?.hall ?? null,
  );
  return {
    hall: taken ? hallOfRow(taken) : null,
    hall_set_at: set ? new Date(int(set, 'made_at')).toISOString() : null,
    hall_reasons: verdict.reasons.map(({ rule, hall, weight, words: range }) => ({
      rule,
      hall,
      weight,
      words: range ? { ...range, text: words.slice(range.from, range.to) } : null,
      drawer_id: rule === 'correction' ? (lesson?.drawer ?? null) : null,
    })),
    ...placeReason(tx, row),
    entities: isThere ? entitiesOf(tx, number, words) : [],
    uses: usesOf(tx, number),
  };
}

/** Why this room and this wing. */
function placeReason(tx: Tx, row: SqlRow): Pick<DrawerWhy, 'room_reason' | 'wing_reason'> {
  const room = tx.get(
    'SELECT r.session_number, r.name, r.auto_wing, w.kind FROM rooms r JOIN wings w ON w.number = r.wing WHERE r.number = ?',
    int(row, 'room'),
  );
  const move = tx.get(
    'SELECT lesson, made_at FROM drawer_moves WHERE event_key = ? AND part = ? AND piece = ?',
    int(row, 'event_key'), int(row, 'part'), int(row, 'piece'),
  ); // biome-ignore format: one line of values
  const kind = room ? text(room, 'kind') : 'home';
  const wing =
    room && intOrNull(room, 'auto_wing') !== null
      ? 'owner'
      : kind === 'agent' && isDiary(row)
        ? 'agent'
        : (wingReasons.find((each) => each === kind) ?? 'owner');
  if (move) {
    const lesson = textOrNull(move, 'lesson');
    return {
      room_reason: { by: lesson === null ? 'owner' : 'correction', drawer_id: lesson },
      wing_reason: wing,
    };
  }
  const session = room ? intOrNull(room, 'session_number') : null;
  const isOwn = session === Math.floor(int(row, 'event_key') / 2 ** 32);
  const isNamed = ['note', 'diary'].includes(text(row, 'kind')) && session === null;
  return {
    room_reason: { by: isOwn ? 'session' : isNamed ? 'note' : 'merge', drawer_id: null },
    wing_reason: wing,
  };
}

const wingReasons = ['home', 'project', 'import'] as const;

function entitiesOf(tx: Tx, number: number, words: string): DrawerWhy['entities'] {
  const rows = tx.all(
    'SELECT entity, from_unit, to_unit FROM idx.mentions WHERE number = ? ORDER BY from_unit',
    number,
  );
  const shown = shownEntities(tx, [...new Set(rows.map((row) => int(row, 'entity')))]);
  return [...shown].map(([id, entity]) => ({
    ...entity,
    spans: rows
      .filter((row) => int(row, 'entity') === id && int(row, 'to_unit') > 0)
      .map((row) => {
        const [from, to] = [int(row, 'from_unit'), int(row, 'to_unit')];
        return { from, to, text: words.slice(from, to) };
      }),
  }));
}

/** Answers of the agent's recall that repeated this drawer, the latest first. */
function usesOf(tx: Tx, number: number): DrawerWhy['uses'] {
  const rows = tx.all(
    `SELECT DISTINCT e.key, e.created_at, s.id AS session_id, s.title FROM recalled_drawers x
     JOIN events e ON e.key = x.event_key JOIN sessions s ON s.number = e.key >> 32
     WHERE x.drawer = ? ORDER BY e.created_at DESC, e.key DESC LIMIT ${shownUses}`,
    number,
  );
  return rows.map((row) => ({
    session_id: text(row, 'session_id'),
    session_title: textOrNull(row, 'title') ?? 'Untitled',
    seq: int(row, 'key') % 2 ** 32,
    used_at: new Date(int(row, 'created_at')).toISOString(),
  }));
}
