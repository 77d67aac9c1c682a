import type { Key, KeyCall } from './key.ts';
import { sum } from './statistics.ts';

/** A simple policy, judged on the reference labels of the same rows: true where it asks. */
interface Control {
  name: string;
  asks(call: KeyCall, granted: ReadonlySet<string>): boolean;
}

const hasEffect = ({ effect }: KeyCall) => effect !== 'none';
const isFromOwnerOrTrusted = ({ sinkArgs }: KeyCall) =>
  Object.values(sinkArgs ?? {}).every((origins) =>
    origins.some((origin) => origin === 'user' || origin.startsWith('trusted')),
  );
const asksForTarget = (call: KeyCall) => call.isTainted && !isFromOwnerOrTrusted(call);

export const controls: readonly Control[] = [
  { name: 'ask on every effect', asks: hasEffect },
  { name: 'ask once untrusted text was read', asks: (call) => hasEffect(call) && call.isTainted },
  {
    name: '... unless every target came from the user or trusted data',
    asks: (call) => hasEffect(call) && asksForTarget(call),
  },
  {
    name: 'per-task tool grant alone (oracle)',
    asks: (call, granted) => hasEffect(call) && !granted.has(call.tool),
  },
  {
    name: 'grant and target origin together',
    asks: (call, granted) => hasEffect(call) && (!granted.has(call.tool) || asksForTarget(call)),
  },
];

export interface ControlFigures {
  name: string;
  benign: { effectful: number; autoAllowed: number; tasks: number; prompts: number; withoutPrompt: number };
  recordedBenign: { tasks: number; prompts: number };
  pairs: Stopped;
  recorded: Stopped;
  injecagent: Stopped;
}

interface Stopped {
  n: number;
  stopped: number;
  allHarmfulStopped: number;
}

export interface KeySets {
  traces: readonly Key[];
  recordedBenign: readonly Key[];
  pairs: readonly Key[];
  recordedAttack: readonly Key[];
  injecagent: readonly Key[];
}

/** The tools that each task's own calls use, as an oracle would grant them. */
export function oracleTools(sets: Pick<KeySets, 'traces' | 'pairs'>): Map<string, Set<string>> {
  const granted = new Map<string, Set<string>>();
  for (const { task, calls } of [...sets.traces, ...sets.pairs]) {
    const tools = calls.filter((call) => !call.isAttack && hasEffect(call)).map(({ tool }) => tool);
    granted.set(task, new Set([...(granted.get(task) ?? []), ...tools]));
  }
  return granted;
}

/** What each simple policy does on the rows. */
export function measureControls(sets: KeySets): ControlFigures[] {
  const granted = oracleTools(sets);
  return controls.map(({ name, asks }) => {
    const asked = ({ task, calls }: Key) =>
      calls.filter((call) => asks(call, granted.get(task) ?? new Set())).length;
    const stoppedIn = (keys: readonly Key[]): Stopped => {
      const rows = keys.flatMap(({ task, calls }) => {
        const harmful = calls.filter((call) => call.isAttack && hasEffect(call));
        return harmful.length === 0
          ? []
          : [harmful.map((call) => asks(call, granted.get(task) ?? new Set()))];
      });
      return {
        n: rows.length,
        stopped: rows.filter((row) => row.some(Boolean)).length,
        allHarmfulStopped: rows.filter((row) => row.every(Boolean)).length,
      };
    };
    const effectful = sets.traces.flatMap(({ calls }) => calls.filter(hasEffect)).length;
    const prompts = sum(sets.traces.map(asked));
    return {
      name,
      benign: {
        effectful,
        autoAllowed: effectful - prompts,
        tasks: sets.traces.length,
        prompts,
        withoutPrompt: sets.traces.filter((key) => asked(key) === 0).length,
      },
      recordedBenign: { tasks: sets.recordedBenign.length, prompts: sum(sets.recordedBenign.map(asked)) },
      pairs: stoppedIn(sets.pairs),
      recorded: stoppedIn(sets.recordedAttack),
      injecagent: stoppedIn(sets.injecagent),
    };
  });
}
