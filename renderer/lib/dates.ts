import { dateFormat, numberFormat, relativeTimeFormat } from './formatters.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "just now", "5 minutes ago", "yesterday", later the date. `nowMs` is passed in so that lists age together. */
export function formatRelative(at: string, nowMs: number, language: string): string {
  const thenMs = Date.parse(at);
  const agoMs = nowMs - thenMs;
  const words = relativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (agoMs < minuteMs) return words.format(0, 'second');
  if (agoMs < hourMs) return words.format(-Math.floor(agoMs / minuteMs), 'minute');
  if (agoMs < dayMs) return words.format(-Math.floor(agoMs / hourMs), 'hour');
  if (agoMs < 7 * dayMs) return words.format(-Math.floor(agoMs / dayMs), 'day');
  const isThisYear = new Date(thenMs).getFullYear() === new Date(nowMs).getFullYear();
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  return dateFormat(language, isThisYear ? options : { ...options, year: 'numeric' }).format(thenMs);
}

export function formatAbsolute(at: string, language: string): string {
  return dateFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(at));
}

export type DateGroup = 'today' | 'yesterday' | 'week' | 'month' | 'older';

/** Which heading of the session list a moment belongs under, by the owner's calendar. */
export function dateGroupOf(at: string, nowMs: number): DateGroup {
  const today = new Date(nowMs);
  today.setHours(0, 0, 0, 0);
  const daysBefore = (today.getTime() - Date.parse(at)) / dayMs;
  if (daysBefore <= 0) return 'today';
  if (daysBefore <= 1) return 'yesterday';
  if (daysBefore <= 6) return 'week';
  return daysBefore <= 29 ? 'month' : 'older';
}

/** `1.4 MB`, in the owner's language. */
export function formatBytes(sizeBytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = sizeBytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const unit = units[at] ?? 'byte';
  return numberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(value);
}
