import type { HallReason } from './halls.ts';
import { type Range, sentencesOf } from './sentences.ts';
import type { Hall } from './types.ts';

const hallWeights: Readonly<Record<Hall, number>> = {
  decisions: 3,
  preferences: 2.6,
  facts: 2.4,
  discoveries: 2,
  problems: 1.6,
  advice: 1.3,
  events: 1.2,
};

const leastUnits = 12;
const mostUnits = 240;

export interface Gist extends Range {
  weight: number;
}

/**
 * The sentence that stands for a drawer in its room's closet: the one whose words put it into its hall. Null for what strangers said and
 * where no words spoke for the hall.
 */
export function gistOf(input: {
  text: string;
  kind: string;
  trust: string;
  hall: Hall;
  reasons: readonly HallReason[];
  names: readonly Range[];
}): Gist | null {
  const { text, kind, trust, hall, reasons, names } = input;
  if (trust === 'untrusted') return null;
  const told = reasons.find((reason) => reason.hall === hall && reason.words !== null);
  if (!told?.words && kind !== 'note') return null;
  const at = told?.words?.from ?? 0;
  const sentence = sentencesOf(text).find(({ from, to }) => at >= from && at < to);
  if (
    !sentence ||
    sentence.to - sentence.from < leastUnits ||
    text.slice(sentence.from, sentence.to).endsWith('?')
  )
    return null;
  const named = names.filter(({ from }) => from >= sentence.from && from < sentence.to).length;
  const weight =
    hallWeights[hall] +
    (told?.weight ?? 0) / 2 +
    (kind === 'note' ? 2 : 0) +
    (trust === 'owner' ? 0.5 : 0) +
    Math.min(named, 3) * 0.3;
  return { from: sentence.from, to: Math.min(sentence.to, sentence.from + mostUnits), weight };
}
