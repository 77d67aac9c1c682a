import type { GrantContent } from '../../../core/gate/index.ts';
import type { ReplayHouse } from './house.ts';
import type { DataTool } from './tools.ts';

/** The grants that stand with the owner's message. */
export interface Standing {
  grants: GrantContent[];
  /** How many the owner saw beside Send. */
  cards: number;
}

/** The column in which nothing is granted. */
export const nothing: Standing = { grants: [], cards: 0 };

/**
 * What Holdfast reads out of the owner's words, asked of its API as the window asks. `untouched`: as it stands when the owner does nothing
 * but send; otherwise the owner has switched on what is off at first, which is money, accounts, destruction, programs and devices.
 */
export async function proposed(
  house: Pick<ReplayHouse, 'propose'>,
  prompt: string,
  untouched: boolean,
): Promise<Standing> {
  const proposals = await house.propose(prompt);
  const grants = proposals
    .filter(({ is_on: isOn }) => isOn || !untouched)
    .map(({ is_on: _, ...grant }) => grant);
  return { grants, cards: proposals.length };
}

/** What somebody grants who knows which tools the task needs, and says nothing of values. */
export function oracle(tools: readonly DataTool[], needed: ReadonlySet<string>): Standing {
  const grants = tools.flatMap(({ name, labels: { effect } }): GrantContent[] =>
    needed.has(name) && effect !== 'none'
      ? [{ effect, tools: [name], values: [], sources: [], text: `Use ${name}.` }]
      : [],
  );
  return { grants, cards: 0 };
}
