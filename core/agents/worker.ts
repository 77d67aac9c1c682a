import { commands, queries } from './store.ts';

export { standingOfAgents } from './standing.ts';

/** Store functions of the agents room for the data worker. */
export const agentsStore = { commands, queries };
