import type { ImportProblem } from '../types.ts';
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
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    if (raw.trim() === '') continue;
    const value = parsed(raw);
    if (isRecord(value)) found.push({ line: index + 1, value });
    else if (value !== undefined) tell(index + 1, 'unknown_line');
    else tell(index + 1, index === lines.length - 1 ? 'half_written' : 'not_json');
  }
  return found;
}

/** True when the first lines that hold anything are objects of their own. */
export function looksLikeJsonLines(text: string): boolean {
  const first = text
    .slice(0, 1_000_000)
    .split('\n', 20)
    .filter((line) => line.trim() !== '')
    .slice(0, 5);
  const objects = first.filter((line) => isRecord(parsed(line))).length;
  return text.trimStart().startsWith('{') && objects > 0 && (first.length > 1 || text.includes('\n'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
