import { z } from 'zod';
import type { Json } from '../../base/index.ts';
import { planStep } from '../../events/index.ts';
import type { ToolDeclaration } from '../../tools/index.ts';

export const proposePlanName = 'propose_plan';

/** The most steps a plan has, as it is proposed and as it is approved. */
export const mostSteps = 50;

/** What `propose_plan` is called with: shown to the owner as a plan that can be edited. */
export const proposePlanInput = z.object({
  goal: z.string().trim().min(1).max(2000).describe('What is reached when all steps are done'),
  steps: z.array(planStep).min(1).max(mostSteps).describe('The steps, in order'),
});

const { $schema: _, ...schema } = z.toJSONSchema(proposePlanInput, { io: 'input' });

/** `propose_plan` for the model, in sessions that work by a plan. The harness waits and the owner answers; silence means no. */
export const proposePlanDeclaration: ToolDeclaration = {
  name: proposePlanName,
  description:
    'Proposes a plan to the owner and waits. The owner may reorder, change and remove steps, and approves or rejects the plan; what is approved comes back. Look at what you need first: reading needs no plan. Name tool and target of every step that changes something outside /workspace, as exactly as you can: calls outside the approved plan ask the owner one by one. No answer means no.',
  input_schema: schema as { [key: string]: Json },
};
