import type { Mark } from './types.ts';

const snippetUnits = 240;
const leadUnits = 48;

/** The stretch of the text with most marks in it, begun at a word, unchanged. */
export function snippetOf(text: string, marks: readonly Mark[]): { text: string; marks: Mark[] } {
  if (text.length <= snippetUnits) return { text, marks: [...marks] };
  let best = 0;
  let most = 0;
  for (const [start] of marks) {
    const inside = marks.filter(
      ([from, to]) => from >= start && to <= start + snippetUnits - leadUnits,
    ).length;
    if (inside > most) {
      most = inside;
      best = start;
    }
  }
  const from = wordStart(text, Math.max(0, best - leadUnits), best);
  const to = wordEnd(text, Math.min(text.length, from + snippetUnits));
  const inside = marks.filter((mark) => mark[0] >= from && mark[1] <= to);
  return {
    text: text.slice(from, to),
    marks: inside.map(([start, end]): Mark => [start - from, end - from]),
  };
}

function wordStart(text: string, from: number, atMost: number): number {
  if (from === 0) return 0;
  const space = text.slice(from, atMost).search(/\s/);
  return space < 0 ? atMost : from + space + 1;
}

function wordEnd(text: string, to: number): number {
  if (to === text.length) return to;
  const space = text.slice(to, to + 40).search(/\s/);
  const end = space < 0 ? to : to + space;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
