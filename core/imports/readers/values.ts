/** Values of somebody else's JSON, taken without trust in their shape. */
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const recordOf = (value: unknown): Json => (isRecord(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const latest = Date.UTC(2200, 0);

/** RFC 3339 of seconds since the epoch, as a number or as text; null for what is no such time. */
export function timeOfSeconds(value: unknown): string | null {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds * 1000 > latest) return null;
  return new Date(Math.round(seconds * 1000)).toISOString();
}

/** RFC 3339 in UTC of a written time; null for what is none. */
export function timeOfText(value: unknown): string | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time > 0 && time < latest ? new Date(time).toISOString() : null;
}
