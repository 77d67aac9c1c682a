import type { Agents } from '../agents/index.ts';
import { type GrantProposal, proposeGrants } from '../gate/index.ts';
import { grantableTools } from '../harness/index.ts';
import type { Log } from '../log/index.ts';
import { type AgentTools, fetchName, webFetchName } from '../tools/index.ts';
import type { Defaults } from './defaults.ts';

interface Parts {
  agents: Pick<Agents, 'getAgent'>;
  defaults(): Promise<Defaults>;
  log: Pick<Log, 'getSession'>;
  /** The tools of an agent as its sessions have them, MCP servers' among them. */
  toolsOf(agent: Record<string, unknown>): Promise<AgentTools>;
}

/** Reads what the owner is about to send against the tools of the session it goes to, or, with null, of a new one. */
export function createGrantProposals({ agents, defaults, log, toolsOf }: Parts) {
  const agentOfNew = async (): Promise<Record<string, unknown>> => {
    const { agentId } = await defaults();
    return { ...(await agents.getAgent({ id: agentId })).definition, id: agentId };
  };
  return async (text: string, sessionId: string | null): Promise<GrantProposal[]> => {
    const agent = sessionId === null ? await agentOfNew() : (await log.getSession({ sessionId })).agent;
    const tools = await toolsOf(agent);
    return proposeGrants(text, grantableTools(tools)).map((proposal) => withCode(proposal, tools));
  };
}

/** What the agent may fetch because the owner named it, its code may fetch, too. What code sends is proposed to nobody: it cannot be taken back. */
function withCode(proposal: GrantProposal, { get }: AgentTools): GrantProposal {
  const isNamed = proposal.tools.includes(webFetchName) && proposal.values.length > 0;
  return isNamed && get(fetchName) ? { ...proposal, tools: [...proposal.tools, fetchName] } : proposal;
}
