import { HoldfastError, sha256 } from '../base/index.ts';
import type { ModelMessage, ModelRequest, ModelTool } from '../model/index.ts';
import { type Charter, productRules } from './charter.ts';

// not exported: a request that has it was made by `buildRequest`, or copied from one that was
const charterOf = Symbol('charter');

/** A request that begins with the charter. Only `buildRequest` makes one; `{...request, maxTokens}` stays one. */
export type CharteredRequest = ModelRequest & { readonly [charterOf]: Charter };

/** What stands around the transcript, in the order in which it changes: never, rarely, by the day. */
export interface RequestFrame {
  model: string;
  maxTokens: number;
  charter: Charter;
  /** The agent's own instructions. */
  agentSystem: string | null;
  skills?: string | null;
  /** What the palace gives to every request of the session. */
  memory?: string | null;
  /** What this session can reach now, in plain sentences. Last, because it changes. */
  surroundings: string;
  tools: readonly ModelTool[];
  effort?: ModelRequest['effort'];
}

/** The request for these messages: charter, agent, skills and memory as the stable stretch, then the surroundings. */
export function buildRequest(frame: RequestFrame, messages: ModelMessage[]): CharteredRequest {
  const system: ModelRequest['system'] = [
    { type: 'text' as const, text: frame.charter.text },
    ...[frame.agentSystem, frame.skills, frame.memory].flatMap((text) =>
      text ? [{ type: 'text' as const, text }] : [],
    ),
  ];
  const stable = system.pop();
  if (stable) system.push({ ...stable, cache: true });
  if (frame.surroundings !== '') system.push({ type: 'text', text: frame.surroundings, cache: true });
  const request: CharteredRequest = {
    model: frame.model,
    maxTokens: frame.maxTokens,
    system,
    tools: [...frame.tools],
    messages,
    ...(frame.effort ? { effort: frame.effort } : {}),
    [charterOf]: frame.charter,
  };
  requireCharter(request);
  return request;
}

/** Throws `charter_missing` unless the whole charter stands first in the request, byte for byte, and is the one its hash names. */
export function requireCharter(request: CharteredRequest): void {
  const charter = request[charterOf];
  const isWhole =
    charter.text.startsWith(productRules) &&
    request.system[0]?.text === charter.text &&
    sha256(charter.text).toString('hex') === charter.sha256;
  if (!isWhole) throw new HoldfastError('charter_missing', 'the request does not begin with the charter');
}
