import type { Conversation } from './locomo.ts';

const turnsOfSitting = 100;
const vocabulary = 60_000;
const names = 2000;

/** Numbers from 0 to 1 that are the same in every run. */
export function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A conversation of two whose words are as rare as words are, and which names somebody in every third message. */
export function madeUp(id: string, turns: number, random: () => number): Conversation {
  return {
    id,
    sittings: Array.from({ length: Math.ceil(turns / turnsOfSitting) }, (_, number) => ({
      number: number + 1,
      saidAt: new Date(Date.UTC(2024, 0, 1) + number * 3_600_000),
      turns: Array.from({ length: Math.min(turnsOfSitting, turns - number * turnsOfSitting) }, (_, turn) => ({
        id: `D${number + 1}:${turn + 1}`,
        speaker: turn % 2 === 0 ? 'Ada' : 'Grace',
        text: message(random),
      })),
    })),
    questions: [],
  };
}

/** A question as they are asked: who said it, who is in half of all drawers, and three words. */
export const question = (random: () => number): string =>
  `What did Ada say about ${contentWords(3, random)}?`;

/** Words that are not among the hundred most frequent, which nobody looks for. */
export const contentWords = (words: number, random: () => number): string =>
  Array.from({ length: words }, () => wordOf(Math.floor(100 * (vocabulary / 100) ** random()))).join(' ');

export const sentence = (words: number, random: () => number): string =>
  Array.from({ length: words }, () => wordOf(Math.floor(vocabulary ** random()))).join(' ');

function message(random: () => number): string {
  const words = sentence(8 + Math.floor(random() * 30), random);
  return random() < 1 / 3 ? `${words} with ${nameOf(Math.floor(names ** random()))}.` : `${words}.`;
}

/** A person's name by its rank. */
export function nameOf(rank: number): string {
  const word = wordOf(rank + 700);
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

// a word of rank r is about 1/r as frequent as the first
function wordOf(rank: number): string {
  let left = rank;
  let word = '';
  do {
    word += `${'bdfgklmnprstvz'[left % 14]}${'aeiou'[Math.floor(left / 14) % 5]}`;
    left = Math.floor(left / 70);
  } while (left > 0);
  return word;
}
