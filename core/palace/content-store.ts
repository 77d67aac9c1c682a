import { z } from 'zod';
import { int, type Tx, textOrNull } from '../db/worker.ts';

/** A text of an event, where it lies. */
export interface Words {
  part: number;
  /** The member of a JSON part that holds the text; null when the part is the text. */
  path: string | null;
  text: string;
}

const places = z.array(z.tuple([z.string(), z.number(), z.string()]).rest(z.unknown()));

/** Which part holds what: the list that the log lays down in each event's header, as [field, index in the field, kind]. */
function placesOf(tx: Tx, key: number): z.infer<typeof places> {
  const row = tx.get("SELECT json_extract(header, '$._parts') AS places FROM events WHERE key = ?", key);
  const json = row ? textOrNull(row, 'places') : null;
  return json === null ? [] : places.parse(JSON.parse(json));
}

/** The part that holds the first of a field; null when the event has none. */
export function partOfField(tx: Tx, key: number, field: string): number | null {
  const part = placesOf(tx, key).findIndex(([name]) => name === field);
  return part < 0 ? null : part;
}

/** The text blocks of an event's content. */
export function contentWords(
  tx: Tx,
  key: number,
  content: readonly { type: string; text?: unknown }[] | undefined,
): Words[] {
  if (!content?.some((block) => block.type === 'text')) return [];
  return placesOf(tx, key).flatMap(([field, index, kind], part) => {
    const block = field === 'content' ? content[index] : undefined;
    if (block?.type !== 'text' || typeof block.text !== 'string') return [];
    return [{ part, path: kind === 'text' ? null : 'text', text: block.text }];
  });
}

/** A text that is the member `path` of a call's input. */
export function inputWords(tx: Tx, key: number, path: string, words: string): Words[] {
  const part = partOfField(tx, key, 'input');
  return part === null ? [] : [{ part, path, text: words }];
}

/** What a call was given, as JSON has it; null where it was forgotten. */
export function callInput(tx: Tx, key: number): unknown {
  const part = partOfField(tx, key, 'input');
  const row =
    part === null
      ? undefined
      : tx.get(
          'SELECT CAST(bytes AS TEXT) AS json FROM event_parts WHERE place = (? << 12) | ? AND bytes IS NOT NULL',
          key,
          part,
        );
  const json = row ? textOrNull(row, 'json') : null;
  return json === null ? null : JSON.parse(json);
}

/** The tool that the event of this id called; null when it is none that called one. */
export function toolCall(tx: Tx, eventId: string): { key: number; name: string } | null {
  const row = tx.get("SELECT key, json_extract(header, '$.name') AS name FROM events WHERE id = ?", eventId);
  const name = row ? textOrNull(row, 'name') : null;
  return row && name !== null ? { key: int(row, 'key'), name } : null;
}
