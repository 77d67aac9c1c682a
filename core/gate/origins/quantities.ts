/** Amounts and days as they are compared: "$10,000" is "10000", "May 15th, 2024" is "2024-05-15" and also "05-15". */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const iso = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g;
const monthDay = new RegExp(`\\b${month}\\.? +(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? +(\\d{4}))?`, 'gi');
const dayMonth = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: +of)? +${month}\\b(?:,? +(\\d{4}))?`, 'gi');

/** Every day that a text names: with its year where that is said, and without. */
export function daysIn(text: string): Set<string> {
  const days = new Set<string>();
  const add = (year: string | undefined, monthNumber: number, day: string) => {
    const rest = `${String(monthNumber).padStart(2, '0')}-${day.padStart(2, '0')}`;
    days.add(rest);
    if (year !== undefined) days.add(`${year}-${rest}`);
  };
  const numberOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  if (!/\d/.test(text)) return days;
  for (const [, year, at, day] of text.matchAll(iso)) add(year, Number(at), day ?? '');
  for (const [, name, day, year] of text.matchAll(monthDay)) add(year, numberOf(name ?? ''), day ?? '');
  for (const [, day, name, year] of text.matchAll(dayMonth)) add(year, numberOf(name ?? ''), day ?? '');
  return days;
}

const amount =
  /(?<![\p{L}\p{N}.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.-])\d+(?:\.\d+)?(?![\p{L}\p{N}]|[.:-]\d)/gu;

/** Every number of a text that could be an amount, as numbers; parts of dates, times and identifiers are none. */
export function amountsIn(text: string): number[] {
  const plain = text.replace(iso, ' ');
  return [...plain.matchAll(amount)].map(([match]) => Number(match.replaceAll(',', '')));
}
