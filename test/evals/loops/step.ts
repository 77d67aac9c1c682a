/** One call of a scripted run and what the tool answered. */
export interface Step {
  tool: string;
  input: Record<string, unknown>;
  result: string;
  isError?: true;
  /** The tool only reads. */
  isPure?: true;
}

/** A run as data: the `index`-th call, counted from 0. */
export interface Script {
  name: string;
  /** Honest work before the loop begins. */
  before?: readonly Step[];
  at(index: number): Step;
}

export const read = (input: Record<string, unknown>, result: string, tool = 'read'): Step => ({
  tool,
  input,
  result,
  isPure: true,
});

export const act = (tool: string, input: Record<string, unknown>, result: string): Step => ({
  tool,
  input,
  result,
});

export const fail = (tool: string, input: Record<string, unknown>, result: string): Step => ({
  tool,
  input,
  result,
  isError: true,
});

/** The `index`-th of a list that begins again when it is at its end. */
export function inTurn<T>(list: readonly [T, ...T[]], index: number): T {
  return list[index % list.length] ?? list[0];
}
