import type { DataPort } from './port.ts';
import type { Note } from './tx.ts';

/**
 * A query whose answers are kept until a note says that they may have changed. Notes of a commit come before the promise of whoever
 * committed it resolves, so nobody reads an answer from before their own change. Answers are shared: treat them as read-only.
 */
export function memoize<I, O>(
  data: Pick<DataPort, 'onNote'>,
  options: {
    query(input: I): Promise<O>;
    keyOf(input: I): string;
    /** Whether a note may have changed answers: `true` drops all, a key drops one. */
    changedBy(note: Note): boolean | string;
    /** As many answers as are kept; then all are forgotten. */
    most?: number;
  },
): (input: I) => Promise<O> {
  const { most = 500 } = options;
  const known = new Map<string, Promise<O>>();
  data.onNote((note) => {
    if (note.topic === replacedTopic) return known.clear();
    const changed = options.changedBy(note);
    if (changed === true) known.clear();
    else if (changed !== false) known.delete(changed);
  });
  return (input) => {
    const key = options.keyOf(input);
    const before = known.get(key);
    if (before) return before;
    if (known.size >= most) known.clear();
    const answer = options.query(input);
    known.set(key, answer);
    answer.catch(() => {
      if (known.get(key) === answer) known.delete(key);
    });
    return answer;
  };
}

/** The note that another file stands behind the data now. */
export const replacedTopic = 'data_replaced';
