const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
// with a capital or without: the pattern becomes part of others, which tell them apart
const either = (name: string) => `[${name.slice(0, 1).toUpperCase()}${name.slice(0, 1)}]${name.slice(1)}`;
const month = `(?:${months.map((name) => `${either(name)}|${either(name.slice(0, 3))}`).join('|')}|[Ss]ept)\\.?`;
/** The words of a date in English, as a pattern without groups. */
export const dateWords = `(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}(?:st|nd|rd|th)? (?:of )?${month},? \\d{4}|${month} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|${month} \\d{4}|(?:19|20)\\d{2}|yesterday|today|last (?:week|month|year|spring|summer|autumn|winter)|this (?:week|month|year))`;

const day = 86_400_000;

/** The beginning (ms, UTC) of what the words name, seen from `saidAt`; null when they are no date. */
export function timeOfWords(words: string, saidAt: number): number | null {
  const lower = words.toLowerCase().replaceAll(/[,.]/g, '');
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(lower);
  if (iso) return Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const year = /\b((?:19|20)\d{2})\b/.exec(lower)?.[1];
  const monthAt = months.findIndex((name) => new RegExp(`\\b${name.slice(0, 3)}`).test(lower));
  if (year !== undefined) {
    const date = /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(lower.replace(year, ''))?.[1];
    return Date.UTC(Number(year), Math.max(0, monthAt), monthAt < 0 || date === undefined ? 1 : Number(date));
  }
  const said = new Date(saidAt);
  const [now, nowMonth, date] = [said.getUTCFullYear(), said.getUTCMonth(), said.getUTCDate()];
  const today = Date.UTC(now, nowMonth, date);
  switch (lower) {
    case 'today':
      return today;
    case 'yesterday':
      return today - day;
    case 'last week':
      return today - 7 * day;
    case 'this week':
      return today - ((said.getUTCDay() + 6) % 7) * day;
    case 'last month':
      return Date.UTC(now, nowMonth - 1, 1);
    case 'this month':
      return Date.UTC(now, nowMonth, 1);
    case 'last year':
      return Date.UTC(now - 1, 0, 1);
    case 'this year':
      return Date.UTC(now, 0, 1);
  }
  const seasons: Readonly<Record<string, number>> = { spring: 2, summer: 5, autumn: 8, winter: 11 };
  const begins = seasons[lower.replace(/^last /, '')];
  if (begins === undefined) return null;
  const thisYear = Date.UTC(now, begins, 1);
  return thisYear < today - 60 * day ? thisYear : Date.UTC(now - 1, begins, 1);
}

const since = new RegExp(
  `\\b(?:since|from|starting|as of|beginning) (?:early |late |the (?:beginning|end) of )?(${dateWords})`,
  'i',
);
const until = new RegExp(
  `\\b(?:until|till|through|up to|to) (?:early |late |the (?:beginning|end) of )?(${dateWords})`,
  'i',
);
const during = new RegExp(`(?:\\b(?:in|on|back in) (?:early |late )?|\\b)(${dateWords})`, 'i');

/** Since when and until when, as a sentence says it. A date alone is a beginning. */
export function periodOf(sentence: string, saidAt: number): { from: number | null; to: number | null } {
  const time = (pattern: RegExp) => {
    const words = pattern.exec(sentence)?.[1];
    return words === undefined ? null : timeOfWords(words, saidAt);
  };
  const to = time(until);
  const from = time(since);
  if (from !== null || to !== null) return { from, to };
  return { from: time(during), to: null };
}
