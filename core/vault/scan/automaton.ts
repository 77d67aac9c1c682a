/**
 * All sequences that are looked for, as one table: a step costs two array reads, however many sequences there are (Aho and
 * Corasick, 1975). State 0 is the start.
 */
export interface Automaton {
  /** Next state of `state` on class `c`: `next[state * width + c]`. Class 0, what no sequence holds, leads to 0. */
  next: Int32Array;
  width: number;
  /** Class of each folded byte. */
  classOf: Uint8Array;
  /** How much of a sequence a state has seen. */
  depth: Int32Array;
  /** Length of the longest sequence that ends in a state; 0 when none does. */
  ends: Int32Array;
  longest: number;
}

export function createAutomaton(sequences: readonly Uint8Array[]): Automaton {
  const classOf = new Uint8Array(256);
  let width = 1;
  for (const sequence of sequences)
    for (const byte of sequence)
      if (classOf[byte] === 0) {
        classOf[byte] = width;
        width += 1;
      }
  const most = 1 + sequences.reduce((sum, { length }) => sum + length, 0);
  const next = new Int32Array(most * width);
  const depth = new Int32Array(most);
  const ends = new Int32Array(most);
  let states = 1;
  let longest = 0;
  for (const sequence of sequences) {
    let state = 0;
    for (const byte of sequence) {
      const place = state * width + (classOf[byte] ?? 0);
      let to = next[place] ?? 0;
      if (to === 0) {
        to = states;
        states += 1;
        next[place] = to;
        depth[to] = (depth[state] ?? 0) + 1;
      }
      state = to;
    }
    ends[state] = sequence.length;
    longest = Math.max(longest, sequence.length);
  }
  linkFailures({ next, width, ends, states });
  return { next, width, classOf, depth, ends, longest };
}

/** Fills in where a state goes on a byte that its own sequence does not go on with: breadth first, from the shorter ones. */
function linkFailures({
  next,
  width,
  ends,
  states,
}: {
  next: Int32Array;
  width: number;
  ends: Int32Array;
  states: number;
}) {
  const fallback = new Int32Array(states);
  const queue: number[] = [];
  for (let c = 1; c < width; c += 1) if (next[c]) queue.push(next[c] ?? 0);
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head] ?? 0;
    const back = fallback[state] ?? 0;
    ends[state] = Math.max(ends[state] ?? 0, ends[back] ?? 0);
    for (let c = 1; c < width; c += 1) {
      const place = state * width + c;
      const to = next[place] ?? 0;
      const other = next[back * width + c] ?? 0;
      if (to === 0) next[place] = other;
      else {
        fallback[to] = other;
        queue.push(to);
      }
    }
  }
}
