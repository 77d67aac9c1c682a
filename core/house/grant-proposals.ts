import type { Agents } from '../agents/index.ts';
import { type GrantProposal, proposeGrants } from '../gate/index.ts';
import { grantableTools } from '../harness/index.ts';
import type { Log } from '../log/index.ts';
import type { Toolset } from '../tools/index.ts';
import type { Defaults } from './defaults.ts';

interface Parts {
  agents: Pick<Agents, 'getAgent'>;
  defaults(): Promise<Defaults>;
  log: Pick<Log, 'getSession'>;
  tools: Pick<Toolset, 'forAgent'>;
}

/** Reads what the owner is about to send against the tools of the session it goes to, or, with null, of a new one. */
export function createGrantProposals({ agents, defaults, log, tools }: Parts) {
  const toolsOfNew = async (): Promise<unknown> => {
    const { agentId } = await defaults();
    return (await agents.getAgent({ id: agentId })).definition.tools;
  };
  return async (text: string, sessionId: string | null): Promise<GrantProposal[]> => {
    const given = sessionId === null ? await toolsOfNew() : (await log.getSession({ sessionId })).agent.tools;
    return proposeGrants(text, grantableTools(tools.forAgent(given)));
  };
}
