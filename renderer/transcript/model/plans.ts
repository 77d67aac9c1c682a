import { z } from 'zod';
import type { PlanStep } from '../../api/index.ts';
import type { Building } from './building.ts';
import { textOf } from './content.ts';
import type { EventOf, PlanItem, ToolCall } from './items.ts';

// what the model wrote is shown as far as it makes sense
const step = z.object({
  title: z.string(),
  tool: z.string().optional().catch(undefined),
  target: z.string().optional().catch(undefined),
  reversible: z.enum(['yes', 'partly', 'no']).catch('no'),
  why: z.string().optional().catch(undefined),
});
const input = z.object({ goal: z.string().catch(''), steps: z.array(step).catch([]) });

/** Called as a custom tool it is a plan that the owner is asked about; one that was refused for its form is an ordinary call. */
export const planTool = 'propose_plan';

export function planOf(event: EventOf<'agent.custom_tool_use'>, seq: number, turn: number): PlanItem {
  const { goal, steps } = input.parse(event.input);
  return {
    toolUseId: event.id,
    goal,
    steps: steps.map(whole),
    approved: null,
    state: 'waiting',
    answer: '',
    endSeq: seq,
    turn,
  };
}

/** A step without fields that hold nothing. */
function whole({ title, tool, target, reversible, why }: z.output<typeof step>): PlanStep {
  return {
    title,
    ...(tool === undefined ? {} : { tool }),
    ...(target === undefined ? {} : { target }),
    reversible,
    ...(why === undefined ? {} : { why }),
  };
}

/** Puts the owner's approval into its plan; false where the plan itself was not read. */
export function takeApproval(to: Building, event: EventOf<'holdfast.plan_approved'>): boolean {
  to.approvedSteps.set(event.tool_use_id, event.steps);
  const plan = to.plans.get(event.tool_use_id);
  if (!plan) return false;
  plan.state = 'approved';
  plan.approved = event.steps;
  return true;
}

export function answerPlan(
  plan: PlanItem,
  seq: number,
  event: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>,
): void {
  plan.endSeq = seq;
  plan.answer = textOf(event.content);
  if (plan.state === 'waiting') plan.state = event.type === 'user.custom_tool_result' ? 'rejected' : 'over';
}

export function stepOf(to: Building, event: EventOf<'agent.tool_use'>): ToolCall['planStep'] {
  const found = event.holdfast?.plan_step;
  if (!found) return null;
  const title = to.approvedSteps.get(found.tool_use_id)?.[found.index]?.title;
  return { index: found.index, title: title ?? null };
}
