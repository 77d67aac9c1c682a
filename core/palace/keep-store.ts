import type { Tx } from '../db/worker.ts';
import type { Words } from './content-store.ts';
import { piecesOf } from './pieces.ts';
import { moveAsCorrected } from './structure/moves-store.ts';
import type { Author, DrawerKind, Trust } from './types.ts';

/** Who said it, and as what. */
export interface Said {
  kind: DrawerKind;
  author: Author;
  trust: Trust;
  tool: string | null;
  /** Only of imported messages. */
  speaker?: string | null;
  saidAt?: number | null;
}

/** Makes the drawers of an event's texts in a room, several for a long text. False when all of them were there already. */
export function addDrawers(tx: Tx, key: number, room: number, said: Said, words: readonly Words[]): boolean {
  let added = 0;
  for (const { part, path, text: whole } of words) {
    piecesOf(whole).forEach(({ from, to }, piece) => {
      added += tx.run(
        `INSERT INTO drawers (event_key, part, piece, path, from_unit, to_unit, room, kind, author, tool, trust, speaker, said_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        key, part, piece, path, from, to, room, said.kind, said.author, said.tool, said.trust, said.speaker ?? null, said.saidAt ?? null,
      ); // biome-ignore format: one line of values
    });
  }
  if (added === 0) return false;
  tx.run(
    'UPDATE rooms SET drawers = drawers + ?, updated_at = ? WHERE number = ?',
    added,
    tx.runtime.clock.now(),
    room,
  );
  moveAsCorrected(tx, key);
  return true;
}
