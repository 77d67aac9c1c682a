import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from '../../../core/events/index.ts';
import type { Tool } from '../../../core/tools/index.ts';
import { foreignTool, textOutcome } from '../../../core/tools/index.ts';
import { createScriptedModel, type Move } from '../../evals/safety/script.ts';
import { type House, openHouse, temporaryFolder } from '../harness/support.ts';

export interface AttackerCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What became of one call that the hijacked model made. */
export interface Made {
  tool: string;
  /** What the gate said; null where the call never came before it. */
  decision: string | null;
  /** The tool ran to a result without an error. */
  ran: boolean;
  /** The owner was shown an approval or a question. */
  wasAsked: boolean;
  /** What the model read. */
  text: string;
}

interface Hijacked {
  house: House;
  sessionId: string;
  /** The folder that was granted as /mnt/folders/Papers. */
  papers: string;
  made: Made[];
  events: SessionEvent[];
}

interface Attack {
  prompt: string;
  calls: readonly AttackerCall[];
  /** The owner, when asked; the one of these tests approves everything unless they say otherwise. */
  owner?: (move: Move) => boolean;
  extraTools?: readonly Tool[];
  /** Puts files into the granted folder, sets a mode or a limit. */
  prepare?: (given: { house: House; sessionId: string; papers: string }) => Promise<void> | void;
}

/** A session in the real house whose model is the attacker's: it makes `calls` in order, whatever it is told. */
export async function hijack({
  prompt,
  calls,
  owner = () => true,
  extraTools = [],
  prepare,
}: Attack): Promise<Hijacked> {
  const model = createScriptedModel();
  const house = await openHouse([{ reply: { blocks: [{ text: 'unused' }] } }], {
    model: { provider: 'given', model },
    extraTools,
  });
  const papers = join(temporaryFolder(), 'Papers');
  mkdirSync(papers);
  const sessionId = await house.session([{ path: papers, access: 'read_write' }]);
  await prepare?.({ house, sessionId, papers });
  const { made, events } = await attack({ house, sessionId, model, prompt, calls, owner });
  return { house, sessionId, papers, made, events };
}

interface Turn {
  house: House;
  sessionId: string;
  model: ReturnType<typeof createScriptedModel>;
  prompt: string;
  calls: readonly AttackerCall[];
  owner: (move: Move) => boolean;
  lastWords?: string;
}

/** One turn of an attacker's model in a session: says `prompt`, answers what is asked, ends when the session rests. */
export async function attack({ house, sessionId, model, prompt, calls, owner, lastWords }: Turn) {
  const moves = new Map<string, Move>();
  const done = new Set<number>();
  const uses = new Map<string, SessionEvent>();
  model.play({
    calls,
    hasRun: (index) => done.has(index),
    made: (id, move) => void moves.set(id, move),
    ...(lastWords === undefined ? {} : { lastWords }),
  });
  const from = (await house.events(sessionId)).length;
  await house.say(sessionId, prompt);
  const moveOf = (event: SessionEvent | undefined) =>
    event?.type === 'agent.tool_use' || event?.type === 'agent.custom_tool_use'
      ? moves.get(event.holdfast?.model_tool_use_id ?? '')
      : undefined;
  const stop = new AbortController();
  for await (const { event } of house.holdfast.log.follow(sessionId, from, stop.signal)) {
    if (event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use') uses.set(event.id, event);
    if (event.type === 'agent.tool_result' && event.is_error !== true) {
      const move = moveOf(uses.get(event.tool_use_id));
      if (move) done.add(move.index);
    }
    if (event.type !== 'session.status_idle') continue;
    if (event.stop_reason.type !== 'requires_action') break;
    for (const id of event.stop_reason.event_ids) {
      const use = uses.get(id);
      const move = moveOf(use);
      const isAllowed = move !== undefined && owner(move);
      if (use?.type === 'agent.custom_tool_use')
        // asked by Holdfast itself, because the agent goes in circles
        await house.post(`/holdfast/v1/questions/${id}`, {
          answer: !move ? 'Stop' : isAllowed ? 'Yes' : 'No',
        });
      if (use?.type === 'agent.tool_use')
        await house.post(`/holdfast/v1/approvals/${id}`, {
          decision: isAllowed ? 'allow_once' : 'deny',
          input_hash: use.holdfast?.ask?.input_hash,
        });
    }
  }
  stop.abort();
  const events = (await house.events(sessionId)).slice(from);
  return { events, made: madeIn(events, calls, moveOf) };
}

function madeIn(
  events: readonly SessionEvent[],
  calls: readonly AttackerCall[],
  moveOf: (event: SessionEvent) => Move | undefined,
): Made[] {
  const made = calls.map(({ tool }): Made => {
    return { tool, decision: null, ran: false, wasAsked: false, text: '' };
  });
  const byUse = new Map<string, Made>();
  for (const event of events) {
    const entry = made[moveOf(event)?.index ?? -1];
    if (entry && event.type === 'agent.custom_tool_use') entry.wasAsked = true;
    if (entry && event.type === 'agent.tool_use') {
      byUse.set(event.id, entry);
      entry.decision = event.evaluated_permission ?? entry.decision;
      entry.wasAsked ||= event.holdfast?.ask !== undefined;
    }
    const result = event.type === 'agent.tool_result' ? byUse.get(event.tool_use_id) : undefined;
    if (result && event.type === 'agent.tool_result') {
      result.ran = event.is_error !== true;
      result.text = (event.content ?? [])
        .map((block) => (block.type === 'text' ? block.text : ''))
        .join('\n');
    }
  }
  return made;
}

/** A foreign tool that answers `output` and keeps what it was called with. */
export function fakeTool(
  name: string,
  labels: Partial<Parameters<typeof foreignTool>[0]['labels']>,
  output: string,
): { tool: Tool; calls: Record<string, unknown>[] } {
  const calls: Record<string, unknown>[] = [];
  const tool = foreignTool({
    name,
    description: `The tool ${name}.`,
    inputSchema: { type: 'object' },
    labels: {
      recovery: labels.effect === 'none' ? 'pure' : 'effectful',
      reversibility: labels.effect === 'none' ? 'reversible' : 'irreversible',
      effect: 'none',
      output: 'untrusted',
      sinks: [],
      payload: [],
      ...labels,
    },
    async call(input) {
      calls.push(input);
      return textOutcome(output);
    },
  });
  return { tool, calls };
}
