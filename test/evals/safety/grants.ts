import type { GrantContent } from '../../../core/gate/index.ts';
import type { ReplayHouse } from './house.ts';
import type { DataTool } from './tools.ts';

/** The grants that stand with the owner's message. */
export interface Standing {
  grants: GrantContent[];
  card: Card;
}

/** What the owner saw beside Send. */
export interface Card {
  /** Grants on it; without any there is no card. */
  shown: number;
  /** Of these, those that were off and that the owner switched on. */
  switched: number;
}

/** The column in which nothing is granted. */
export const nothing: Standing = { grants: [], card: { shown: 0, switched: 0 } };

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
  const switched = untouched ? 0 : proposals.filter(({ is_on: isOn }) => !isOn).length;
  return { grants, card: { shown: proposals.length, switched } };
}

/** What somebody grants who knows which tools the task needs, and says nothing of values. */
export function oracle(tools: readonly DataTool[], needed: ReadonlySet<string>): Standing {
  const grants = tools.flatMap(({ name, labels: { effect } }): GrantContent[] =>
    needed.has(name) && effect !== 'none'
      ? [{ effect, tools: [name], values: [], sources: [], text: `Use ${name}.` }]
      : [],
  );
  return { ...nothing, grants };
}
