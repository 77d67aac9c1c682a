import { type HallRule, hallRules, sayingWeights } from './hall-rules.ts';
import type { Range } from './sentences.ts';
import { type Hall, hallNames } from './types.ts';

/** Why a hall: a rule with the words that it saw, the kind of saying, or a correction of the owner that it resembles. */
export interface HallReason {
  rule: string;
  hall: Hall;
  weight: number;
  /** The first of its words; null where it is not about words. */
  words: Range | null;
}

export interface HallVerdict {
  hall: Hall;
  reasons: HallReason[];
}

/** What a correction of a similar drawer says: see lessons-store.ts. */
export interface HallLesson {
  hall: Hall;
  /** 0 to 1. */
  likeness: number;
}

/** A correction of just the same words outweighs anything that rules say. */
const lessonWeight = 9;
const mostCounted = 3;

/** The hall of a drawer: the highest sum of weights, in the order of the halls where two are equal. The same words always get the same hall. */
export function hallOf(
  said: { text: string; author: string; kind: string },
  lesson: HallLesson | null = null,
): HallVerdict {
  const reasons: HallReason[] = [];
  for (const each of hallRules) {
    const found = matchesOf(each, said.text);
    if (found) reasons.push(found);
  }
  for (const name of [`author:${said.author}`, `kind:${said.kind}`]) {
    const weights = sayingWeights[name];
    if (weights) reasons.push({ rule: name, hall: weights[0], weight: weights[1], words: null });
  }
  if (lesson)
    reasons.push({
      rule: 'correction',
      hall: lesson.hall,
      weight: rounded(lesson.likeness * lessonWeight),
      words: null,
    });
  const scores = new Map<Hall, number>();
  for (const { hall, weight } of reasons) scores.set(hall, (scores.get(hall) ?? 0) + weight);
  let best: Hall = 'events';
  for (const hall of hallNames) if ((scores.get(hall) ?? 0) > (scores.get(best) ?? 0)) best = hall;
  return { hall: best, reasons: reasons.sort((left, right) => right.weight - left.weight) };
}

function matchesOf({ id, hall, weight, pattern }: HallRule, text: string): HallReason | null {
  let words: Range | null = null;
  let count = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null && count < mostCounted; match = pattern.exec(text)) {
    words ??= { from: match.index, to: match.index + match[0].length };
    count += 1;
  }
  // the second and third time say less than the first
  return words ? { rule: id, hall, weight: rounded(weight * (1 + 0.4 * (count - 1))), words } : null;
}

const rounded = (weight: number) => Math.round(weight * 100) / 100;
