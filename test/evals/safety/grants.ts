import { type GrantContent, proposeGrants } from '../../../core/gate/index.ts';
import type { DataTool } from './tools.ts';

/** The grants that stand with the owner's message. */
export interface Standing {
  grants: GrantContent[];
  /** How many the owner saw beside Send. */
  cards: number;
}

/** Finds the grants that stand with a message. It sees what the window sees: the owner's words and the tools. */
export type Grants = (prompt: string) => Standing;

/** The column in which nothing is granted. */
export const noGrants: Grants = () => ({ grants: [], cards: 0 });

/**
 * What Holdfast reads out of the owner's words. `untouched`: as it stands when the owner does nothing but send; otherwise the owner has
 * switched on what is off at first, which is money, accounts, destruction, programs and devices.
 */
export function proposedGrants(tools: readonly DataTool[], untouched: boolean): Grants {
  const grantable = tools
    .filter(({ labels }) => labels.effect !== 'none')
    .map(({ name, description, labels, inputSchema: { properties } }) => {
      const parameters = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
      return { name, description, labels, parameters };
    });
  return (prompt) => {
    const proposals = proposeGrants(prompt, grantable);
    const grants = proposals.filter(({ isOn }) => isOn || !untouched).map(({ isOn: _, ...grant }) => grant);
    return { grants, cards: proposals.length };
  };
}

/** What somebody grants who knows which tools the task needs, and says nothing of values. */
export function oracleGrants(tools: readonly DataTool[], needed: ReadonlySet<string>): Grants {
  const grants = tools.flatMap(({ name, labels: { effect } }): GrantContent[] =>
    needed.has(name) && effect !== 'none'
      ? [{ effect, tools: [name], values: [], sources: [], text: `Use ${name}.` }]
      : [],
  );
  return () => ({ grants, cards: 0 });
}
