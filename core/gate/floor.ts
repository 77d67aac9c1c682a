import type { Effect } from './labels.ts';
import { normalise } from './origins/text.ts';
import type { ValueTrace } from './origins/trace.ts';

/** Things of one kind that one call may destroy outside of the session, and that calls of one task may. */
const mostDestroyedAtOnce = 50;
const mostDestroyedInTask = 200;

// what only a credential looks like; placeholders of the vault do not
const credential =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{60,}|\bglpat-[\w-]{20,}|\bxox[abposr]-[\w-]{20,}|\bsk-(?:ant-|proj-)?[\w-]{32,}|\bAIza[\w-]{35}\b/;

export interface FloorInput {
  effect: Effect;
  targets: readonly ValueTrace[];
  traces: readonly ValueTrace[];
  /** Calls of this tool that ran since the owner's last message. */
  ranBefore: number;
  /** Folders and files of Holdfast's own: settings, logs, grants, evals. */
  ownPaths: readonly string[];
}

/** Why a call never runs, whatever the owner granted; null where the floor is not touched. */
export function underFloor({
  effect,
  targets,
  traces,
  ranBefore,
  ownPaths,
}: FloorInput): { why: string; reason: string } | null {
  if (traces.some(({ value }) => credential.test(value)))
    return { why: 'credential', reason: 'It carries a raw credential out of the session.' };
  const own = ownPaths.map(normalise).filter((path) => path.length > 3);
  if (traces.some(({ value }) => own.some((path) => normalise(value).includes(path))))
    return { why: 'own_files', reason: "It reaches for Holdfast's own settings, logs or grants." };
  if (effect === 'destructive' && targets.length > mostDestroyedAtOnce)
    return { why: 'mass_deletion', reason: `It would delete ${targets.length} things at once.` };
  if (effect === 'destructive' && ranBefore >= mostDestroyedInTask)
    return {
      why: 'mass_deletion',
      reason: `It would delete more than ${mostDestroyedInTask} things in one task.`,
    };
  return null;
}

/** How often calls of one tool run under a grant before the owner is asked again, by what they do. */
const unasked: Record<Effect, number> = {
  none: Number.POSITIVE_INFINITY,
  local: 100,
  egress: 25,
  account: 25,
  destructive: 20,
  money: 3,
  physical: 10,
  exec: 10,
};

/** Why a call asks although a grant covers it: its tool ran that often since the owner last wrote; null below that. */
export function tooOften(effect: Effect, ranBefore: number): string | null {
  return ranBefore >= unasked[effect] ? `It ran ${ranBefore} times since your last message.` : null;
}
