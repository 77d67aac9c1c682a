import { importLimits } from '../limits.ts';
import type { Problem, Tell } from '../types.ts';

/** What is told while files are read: in order, the same of the same place once with its count, at most so many; the others are counted. */
export function createProblems(): { tell: Tell; all(): { problems: Problem[]; moreProblems: number } } {
  const told = new Map<string, Problem>();
  let more = 0;
  return {
    tell(file, why, line = null) {
      const key = JSON.stringify([file, why, line]);
      const known = told.get(key);
      if (known) known.count += 1;
      else if (told.size < importLimits.problems) told.set(key, { file, line, why, count: 1 });
      else more += 1;
    },
    all: () => ({ problems: [...told.values()], moreProblems: more }),
  };
}
