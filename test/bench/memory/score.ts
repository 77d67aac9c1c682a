/** What an engine found for one question: ids of turns, best first. */
export interface Answer {
  evidence: readonly string[];
  found: readonly string[];
  category: number;
}

export interface Scores {
  n: number;
  turn: { r1: number; r5: number; r10: number };
  session: { s1: number; s5: number; s10: number };
  anyAt5: number;
  allAt5: number;
  ndcg10: number;
  /** Turn recall at 10 for each kind of question, with how many there are. */
  byCategory: Record<string, { n: number; r10: number }>;
}

export const categories: Readonly<Record<number, string>> = {
  1: 'multi-hop',
  2: 'temporal',
  3: 'open-domain',
  4: 'single-hop',
  5: 'adversarial',
};

/**
 * Per cent. Recall is fractional: the share of a question's evidence that is found. Sessions are in order of their best turn.
 * `anyAt5`, `allAt5`: questions of which one, or every, turn of evidence is among the first five.
 */
export function scoresOf(answers: readonly Answer[]): Scores {
  const mean = (value: (answer: Answer) => number, of = answers) =>
    of.length === 0
      ? 0
      : Math.round((1000 * of.reduce((sum, answer) => sum + value(answer), 0)) / of.length) / 10;
  const turns = (k: number) => (answer: Answer) => share(answer.evidence, answer.found.slice(0, k));
  const sessions = (k: number) => (answer: Answer) =>
    share(answer.evidence.map(sessionOf), [...new Set(answer.found.map(sessionOf))].slice(0, k));
  const found5 = (answer: Answer) =>
    answer.evidence.filter((id) => answer.found.slice(0, 5).includes(id)).length;
  const byCategory = Object.fromEntries(
    Object.entries(categories).map(([number, name]) => {
      const own = answers.filter(({ category }) => category === Number(number));
      return [name, { n: own.length, r10: mean(turns(10), own) }];
    }),
  );
  return {
    n: answers.length,
    turn: { r1: mean(turns(1)), r5: mean(turns(5)), r10: mean(turns(10)) },
    session: { s1: mean(sessions(1)), s5: mean(sessions(5)), s10: mean(sessions(10)) },
    anyAt5: mean((answer) => (found5(answer) > 0 ? 1 : 0)),
    allAt5: mean((answer) => (found5(answer) === answer.evidence.length ? 1 : 0)),
    ndcg10: mean(gain),
    byCategory,
  };
}

const sessionOf = (id: string): string => id.slice(0, id.indexOf(':'));

function share(wanted: readonly string[], found: readonly string[]): number {
  const distinct = new Set(wanted);
  return [...distinct].filter((id) => found.includes(id)).length / distinct.size;
}

function gain({ evidence, found }: Answer): number {
  const discount = (place: number) => 1 / Math.log2(place + 2);
  const reached = found
    .slice(0, 10)
    .reduce((sum, id, place) => sum + (evidence.includes(id) ? discount(place) : 0), 0);
  const most = evidence.slice(0, 10).reduce((sum, _, place) => sum + discount(place), 0);
  return reached / most;
}
