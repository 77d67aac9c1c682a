import type { ImportProblem } from '../types.ts';
import { parsedJson } from './json-parts.ts';
import { isRecord, type Json } from './values.ts';

/** A line of JSON lines, counted from 1. */
export interface JsonLine {
  line: number;
  value: Json;
}

/**
 * The objects of a text of one JSON object a line. A line that is none is told by its number and the rest kept; the last one without its
 * end is what a program leaves that was stopped while it wrote.
 */
export function jsonLines(text: string, tell: (line: number, why: ImportProblem) => void): JsonLine[] {
  const found: JsonLine[] = [];
  let from = 0;
  for (let line = 1; from < text.length; line += 1) {
    const newline = text.indexOf('\n', from);
    const raw = text.slice(from, newline < 0 ? text.length : newline);
    from = newline < 0 ? text.length : newline + 1;
    if (raw.trim() === '') continue;
    const value = parsedJson(raw);
    if (isRecord(value)) found.push({ line, value });
    else if (value !== undefined) tell(line, 'unknown_line');
    else tell(line, newline < 0 ? 'half_written' : 'not_json');
  }
  return found;
}

/** True when the first lines that hold anything are objects of their own, however long they are. */
export function looksLikeJsonLines(text: string): boolean {
  if (!text.includes('\n')) return false;
  let [objects, looked] = [0, 0];
  for (let from = 0, line = 0; from < text.length && line < 20 && looked < 5; line += 1) {
    const newline = text.indexOf('\n', from);
    const raw = text.slice(from, newline < 0 ? text.length : newline);
    from += raw.length + 1;
    if (raw.trim() === '') continue;
    looked += 1;
    if (isRecord(parsedJson(raw))) objects += 1;
  }
  return objects > 0;
}
