import { HoldfastError } from '../base/index.ts';
import type { StoredEvent } from '../events/index.ts';
import type { ModelRequest, ModelTool } from '../model/index.ts';
import { charter } from './charter.ts';
import { toMessages } from './messages.ts';
import { foldView } from './view.ts';

export interface RequestInput {
  model: string;
  maxTokens: number;
  /** The agent's own instructions. */
  agentSystem: string | null;
  /** What this session can reach now, in plain sentences. Comes after all that is stable, for the prompt cache. */
  surroundings: string;
  tools: readonly ModelTool[];
  /** The whole log of the session, in order. */
  events: readonly StoredEvent[];
  effort?: ModelRequest['effort'];
}

/** Builds the request for the model's next answer: charter, agent, surroundings, then the view of the log. */
export function buildRequest(input: RequestInput): ModelRequest {
  const system: ModelRequest['system'] = [{ type: 'text', text: charter }];
  if (input.agentSystem) system.push({ type: 'text', text: input.agentSystem });
  system.push({ type: 'text', text: input.surroundings, cache: true });
  const request: ModelRequest = {
    model: input.model,
    maxTokens: input.maxTokens,
    system,
    tools: [...input.tools],
    messages: toMessages(foldView(input.events)),
    ...(input.effort ? { effort: input.effort } : {}),
  };
  requireCharter(request);
  return request;
}

/** Throws `charter_missing` unless the charter stands first in the request, byte for byte. */
export function requireCharter(request: ModelRequest): void {
  if (request.system[0]?.text !== charter)
    throw new HoldfastError('charter_missing', 'the request does not begin with the charter');
}
