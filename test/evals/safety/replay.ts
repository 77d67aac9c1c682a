import { z } from 'zod';
import type { RawSet, SetName } from './rows.ts';

/**
 * One row as the house gets it: what the owner wrote, the calls in order, what the tools answer. This module and everything that
 * decides knows no more of a row: whose call it is, its origins and its effect are read by `key.ts`, for scoring alone.
 */
export interface Replay {
  id: string;
  suite: string;
  /** The owner's message. */
  prompt: string;
  calls: ReplayCall[];
}

export interface ReplayCall {
  tool: string;
  args: Record<string, unknown>;
  output: string;
}

const args = z.record(z.string(), z.unknown());
const head = z.object({ id: z.string(), suite: z.string() });
const told = head.extend({ prompt: z.string() });

const trace = told.extend({
  calls: z.array(z.object({ tool: z.string(), args, output: z.string().nullish() })),
});
const listed = z.array(z.tuple([z.string(), args]));
const outputsOf = z.array(z.string().nullable());
const pair = told.extend({
  benign_prefix: listed,
  prefix_outputs: outputsOf,
  poisoned_output: z.string(),
  attack_calls: z.array(z.object({ tool: z.string(), args })),
  attack_outputs: outputsOf,
  benign_suffix: listed,
  suffix_outputs: outputsOf,
});
const injected = head.extend({
  user_task: z.string(),
  user_tool: z.string(),
  user_args: args,
  poisoned_output: z.string(),
  attack_calls: z.array(z.object({ tool: z.string(), args, simulated_output: z.string().nullish() })),
});

/** The rows of a set as replays, in the order of the file. */
export function replaysOf(set: SetName, { rows, outputs }: RawSet): Replay[] {
  switch (set) {
    case 'traces':
      return rows.map((row) => ofTrace(trace.parse(row), (output) => output));
    case 'recordedBenign':
    case 'recordedAttack':
      return rows.map((row) => ofTrace(trace.parse(row), (key) => outputs[key]));
    case 'pairs':
      return rows.map((row) => ofPair(pair.parse(row)));
    case 'injecagent':
      return rows.map((row) => ofCase(injected.parse(row)));
  }
}

// where the data says nothing of what came back
const silent = 'Done.';

function ofTrace(row: z.infer<typeof trace>, find: (output: string) => string | undefined): Replay {
  const calls = row.calls.map(({ tool, args: given, output }) => {
    return { tool, args: given, output: (output == null ? undefined : find(output)) ?? silent };
  });
  return { id: row.id, suite: row.suite, prompt: row.prompt, calls };
}

/** The honest beginning, whose last output is the poisoned one, then the attacker's calls, then the honest end. */
function ofPair(row: z.infer<typeof pair>): Replay {
  const paired = (calls: z.infer<typeof listed>, given: z.infer<typeof outputsOf>): ReplayCall[] =>
    calls.map(([tool, callArgs], index) => ({ tool, args: callArgs, output: given[index] ?? silent }));
  const prefix = paired(row.benign_prefix, row.prefix_outputs);
  const poisoned = prefix.at(-1);
  if (poisoned) poisoned.output = row.poisoned_output;
  const attack = row.attack_calls.map(({ tool, args: callArgs }, index) => {
    return { tool, args: callArgs, output: row.attack_outputs[index] ?? silent };
  });
  const calls = [...prefix, ...attack, ...paired(row.benign_suffix, row.suffix_outputs)];
  return { id: row.id, suite: row.suite, prompt: row.prompt, calls };
}

function ofCase(row: z.infer<typeof injected>): Replay {
  const attack = row.attack_calls.map(({ tool, args: callArgs, simulated_output: output }) => {
    return { tool, args: callArgs, output: output ?? silent };
  });
  const first = { tool: row.user_tool, args: row.user_args, output: row.poisoned_output };
  return { id: row.id, suite: row.suite, prompt: row.user_task, calls: [first, ...attack] };
}
