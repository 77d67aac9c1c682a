/** Values of somebody else's JSON, taken without trust in their shape. */
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const recordOf = (value: unknown): Json => (isRecord(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const latest = Date.UTC(2200, 0);
const written = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * RFC 3339 in UTC of a time as exports write it: a date, with UTC where it names no zone, or seconds or milliseconds since the epoch, as a
 * number or as text. Null for what is no such time, and for one before 1970 or after 2199: it was never said then.
 */
export function timeOf(value: unknown): string | null {
  if (typeof value === 'string') {
    const text = value.trim();
    const match = written.exec(text);
    if (match) return rfc3339(Date.parse(match[1] === undefined && text.length > 10 ? `${text}Z` : text));
    return /^\d+(?:\.\d+)?$/.test(text) ? timeOf(Number(text)) : null;
  }
  if (typeof value !== 'number') return null;
  // as seconds it would be a year that nobody has seen
  return rfc3339(Math.round(value * 1000 > latest ? value : value * 1000));
}

function rfc3339(time: number): string | null {
  return time > 0 && time < latest ? new Date(time).toISOString() : null;
}
