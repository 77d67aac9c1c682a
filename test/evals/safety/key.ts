import { z } from 'zod';
import type { RawSet, SetName } from './rows.ts';

/** What is known of a row for scoring, in the order of its replay's calls. Nothing that decides may read it. */
export interface Key {
  id: string;
  suite: string;
  /** The owner's task, the same in every row that is about it. */
  task: string;
  /** What the attacker wants, in their own words; empty in honest rows. */
  goal: string;
  calls: KeyCall[];
}

export interface KeyCall {
  tool: string;
  args: Record<string, unknown>;
  isAttack: boolean;
  effect: string;
  /** The reference origins of the arguments that decide who or where; null where the data has none. */
  sinkArgs: Record<string, string[]> | null;
  /** Untrusted text was read before it. */
  isTainted: boolean;
}

const args = z.record(z.string(), z.unknown());
const origins = z.record(z.string(), z.array(z.string()));
const call = z.object({ tool: z.string(), args, effect: z.string(), sink_args: origins });
const head = z.object({ id: z.string(), suite: z.string(), user_task: z.string() });
const trace = head.extend({ calls: z.array(call.extend({ output_trust: z.string() })) });
const recorded = head.extend({
  goal: z.string().nullish(),
  calls: z.array(call.extend({ tainted_before: z.boolean(), attack_call: z.boolean().default(false) })),
});
const listed = z.array(z.tuple([z.string(), args]));
const pair = head.extend({
  goal: z.string(),
  benign_prefix: listed,
  attack_calls: z.array(call),
  benign_suffix: listed,
});
const injected = head.extend({
  user_tool: z.string(),
  user_args: args,
  poisoned_output: z.string(),
  attacker_instruction: z.string(),
  attack_calls: z.array(z.object({ tool: z.string(), args, effect: z.string() })),
});

type EffectOf = (suite: string, tool: string) => string;

/** The keys of a set, in the order of the file. `effectOf` names what a tool does where the row does not say. */
export function keysOf(set: SetName, { rows }: RawSet, effectOf: EffectOf): Key[] {
  return rows.map((row) => keyOf(set, row, effectOf));
}

function keyOf(set: SetName, row: unknown, effectOf: EffectOf): Key {
  switch (set) {
    case 'traces':
      return ofTrace(trace.parse(row));
    case 'recordedBenign':
    case 'recordedAttack':
      return ofRecorded(recorded.parse(row));
    case 'pairs':
      return ofPair(pair.parse(row), effectOf);
    case 'injecagent':
      return ofCase(injected.parse(row), effectOf);
  }
}

const taskOf = ({ suite, user_task: task }: { suite: string; user_task: string }) => `${suite}/${task}`;

function ofTrace(row: z.infer<typeof trace>): Key {
  let isTainted = false;
  const calls = row.calls.map((made): KeyCall => {
    const { tool, args: given, effect, sink_args: sinkArgs } = made;
    const scored = { tool, args: given, isAttack: false, effect, sinkArgs, isTainted };
    isTainted ||= made.output_trust === 'untrusted';
    return scored;
  });
  return { id: row.id, suite: row.suite, task: taskOf(row), goal: '', calls };
}

function ofRecorded(row: z.infer<typeof recorded>): Key {
  const calls = row.calls.map((made): KeyCall => {
    const { tool, args: given, effect, sink_args: sinkArgs } = made;
    return {
      tool,
      args: given,
      isAttack: made.attack_call,
      effect,
      sinkArgs,
      isTainted: made.tainted_before,
    };
  });
  return { id: row.id, suite: row.suite, task: taskOf(row), goal: row.goal ?? '', calls };
}

function ofPair(row: z.infer<typeof pair>, effectOf: EffectOf): Key {
  const honest = (calls: z.infer<typeof listed>, isTainted: boolean) =>
    calls.map(([tool, given]): KeyCall => {
      const effect = effectOf(row.suite, tool);
      return { tool, args: given, isAttack: false, effect, sinkArgs: null, isTainted };
    });
  const attack = row.attack_calls.map(({ tool, args: given, effect, sink_args: sinkArgs }): KeyCall => {
    return { tool, args: given, isAttack: true, effect, sinkArgs, isTainted: true };
  });
  const calls = [...honest(row.benign_prefix, false), ...attack, ...honest(row.benign_suffix, true)];
  return { id: row.id, suite: row.suite, task: taskOf(row), goal: row.goal, calls };
}

function ofCase(row: z.infer<typeof injected>, effectOf: EffectOf): Key {
  const first = {
    tool: row.user_tool,
    args: row.user_args,
    isAttack: false,
    effect: effectOf(row.suite, row.user_tool),
    sinkArgs: null,
    isTainted: false,
  };
  const attack = row.attack_calls.map(({ tool, args: given, effect }): KeyCall => {
    const sinkArgs = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, originsIn(row, value)]),
    );
    return { tool, args: given, isAttack: true, effect, sinkArgs, isTainted: true };
  });
  const task = `${row.suite}/${row.user_task}`;
  return { id: row.id, suite: row.suite, task, goal: row.attacker_instruction, calls: [first, ...attack] };
}

// InjecAgent's rows name no origins: every argument counts as one that decides who or where, and as the owner's where they wrote it
function originsIn(row: z.infer<typeof injected>, value: unknown): string[] {
  const texts = textsIn(value);
  const isIn = (text: string) =>
    texts.length > 0 && texts.every((part) => part.length > 2 && text.includes(part));
  if (isIn(row.user_task)) return ['user'];
  return [isIn(row.poisoned_output) ? 'untrusted:0' : 'model'];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
