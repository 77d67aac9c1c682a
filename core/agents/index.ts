import { type Bound, bindCommands, bindQueries, type DataPort, memoize } from '../db/index.ts';
import type { commands, queries } from './store.ts';

export type { AgentRecord, Definition, EnvironmentRecord, ListInput } from './store.ts';

/** Agents with their versions, environments, and the owner's settings. Every promise rejects with HoldfastError. */
export type Agents = Bound<typeof commands> & Bound<typeof queries>;

/** Makes the room over the data port. */
export function createAgents(data: DataPort): Agents {
  const asked = bindQueries<typeof queries>(data, 'agents', [
    'getAgent', 'listAgents', 'listAgentVersions', 'getEnvironment', 'listEnvironments', 'getSetting',
  ]); // biome-ignore format: a list of names
  return {
    ...bindCommands<typeof commands>(data, 'agents', [
      'createAgent', 'addAgentVersion', 'archiveAgent', 'createEnvironment', 'updateEnvironment', 'archiveEnvironment',
      'removeEnvironment', 'putSetting',
    ]), // biome-ignore format: a list of names
    ...asked,
    // several are looked at on every turn
    getSetting: memoize(data, {
      query: asked.getSetting,
      keyOf: ({ key }) => key,
      changedBy: ({ topic }) => topic === 'settings',
    }),
  };
}
