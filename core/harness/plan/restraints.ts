import type { NewEvent, Verdict } from '../../events/index.ts';
import type { CallPreview } from '../../gate/index.ts';
import { askUserName, errorOutcome, type Tool, type ToolOutcome } from '../../tools/index.ts';
import { deliberationOwed, isGrave, type Said } from '../deliberation/index.ts';
import { covers, outsidePlan } from './cover.ts';
import { recordedEvent, recordedOutcome } from './dry-run.ts';
import { hasOutsideEffect, targetsOf } from './effects.ts';
import type { ModeState } from './mode.ts';
import { proposePlanInput, proposePlanName } from './tool.ts';

/** What holds a call back besides the gate: how the session works, and what was said before the call. */
export interface Restraints {
  mode: ModeState;
  said: Said;
  /** The recorded call that the owner let be executed and that this one is; null for the agent's own calls. */
  dryRunOf: string | null;
}

/** What takes the place of a call's run. `events` go into the log with it, before its result. */
export interface Instead {
  outcome: ToolOutcome;
  events: NewEvent[];
}

interface Previewed {
  tool: Tool;
  id: string;
  input: Record<string, unknown>;
  preview: CallPreview;
}

/** Why a call with an effect outside the workspace is outside the plan, for the gate; null where it is not. */
export function outsideOfPlan(
  { mode }: Restraints,
  { tool, input, preview }: Omit<Previewed, 'id'>,
): string | null {
  if (!hasOutsideEffect(tool.labels, preview)) return null;
  return outsidePlan(mode, { tool: tool.name, targets: targetsOf(tool.labels, preview, input) });
}

/** The step of the approved plan that covers a call: the plan's `propose_plan` call and the step, from 0. Null: none does. */
export function planStepOf(
  { mode: { mode, plan } }: Restraints,
  { tool, input, preview }: Omit<Previewed, 'id'>,
): { tool_use_id: string; index: number } | null {
  if (mode !== 'plan_first' || plan === null) return null;
  const targets = targetsOf(tool.labels, preview, input);
  const index = plan.steps.findIndex((step) => covers(step, { tool: tool.name, targets }));
  return index === -1 ? null : { tool_use_id: plan.toolUseId, index };
}

/** What takes the place of a call that the gate would allow or ask about: a record in a dry run, or the demand to think first. */
export function insteadOf(restraints: Restraints, call: Previewed, verdict: Verdict): Instead | null {
  const { tool, preview } = call;
  const recorded = recordInstead(restraints.mode, call);
  if (recorded) return recorded;
  // the owner has seen exactly this call on the list and let it go on
  if (restraints.dryRunOf !== null) return null;
  if (tool.labels.recovery === 'pure' || !isGrave(preview, verdict)) return null;
  // the owner permitted this kind of call in this task, or is asked with the origin of every value before their eyes
  if (verdict.rule.startsWith('grant:')) return null;
  const targets = verdict.rule.startsWith('origin:') ? [] : targetsOf(tool.labels, preview, call.input);
  const owed = deliberationOwed(restraints.said, targets);
  return owed === null ? null : { outcome: owed, events: [] };
}

/** In a dry run, the record that takes the place of a call with an effect outside the workspace. */
export function recordInstead({ mode }: ModeState, { tool, id, preview }: Previewed): Instead | null {
  if (mode !== 'dry_run' || !hasOutsideEffect(tool.labels, preview)) return null;
  return {
    outcome: recordedOutcome(preview.sentence),
    events: [recordedEvent(id, preview)],
  };
}

/** The same for tools that somebody else runs: nobody can say what they do, so they count as having an effect. */
export function insteadOfCustom(
  { mode }: Restraints,
  call: { id: string; name: string; input: Record<string, unknown> },
): Instead | null {
  if (call.name === askUserName) return null;
  if (call.name === proposePlanName && mode.mode === 'plan_first') return malformedPlan(call.input);
  if (mode.mode === 'dry_run') {
    const sentence = `Call ${call.name}, which a client of this session runs.`;
    return {
      outcome: recordedOutcome(sentence),
      events: [recordedEvent(call.id, { sentence, paths: [], diffs: [] })],
    };
  }
  if (mode.mode !== 'plan_first') return null;
  if (mode.plan?.steps.some((step) => covers(step, { tool: call.name, targets: [] }))) return null;
  const text = `Not run: ${call.name} is in no step of an approved plan. Propose a plan with ${proposePlanName} that names it.`;
  return { outcome: errorOutcome(text), events: [] };
}

function malformedPlan(input: Record<string, unknown>): Instead | null {
  const checked = proposePlanInput.safeParse(input);
  if (checked.success) return null;
  const issues = checked.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  const text = `The plan was not shown: ${issues.slice(0, 5).join('; ')}`;
  return { outcome: errorOutcome(text), events: [] };
}
