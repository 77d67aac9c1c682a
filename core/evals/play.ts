import type { SessionEvent, StoredEvent } from '../events/index.ts';
import type { createScriptedModel, Move, Script } from './scripted-model.ts';

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
  /** What the owner was shown with an approval, as JSON; empty where there was none. */
  shown: string;
  /** What the model read. */
  text: string;
  /** Why the gate decided so, for the owner; null where it said nothing. */
  reason: string | null;
}

/** A running house, as a turn needs it. */
export interface HouseUnderTest {
  events(sessionId: string): Promise<SessionEvent[]>;
  follow(sessionId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** Below /holdfast/v1; rejects when it is answered with an error. */
  post(path: string, body: unknown): Promise<unknown>;
}

export interface ScriptedTurn {
  house: HouseUnderTest;
  sessionId: string;
  /** The one that the house was opened with. */
  model: ReturnType<typeof createScriptedModel>;
  prompt: string;
  calls: readonly AttackerCall[];
  /** Whether the owner says yes, when asked. */
  owner: (move: Move) => boolean;
  lastWords?: Script['lastWords'];
  /** What the model adds to a summary of the session. */
  summary?: string;
}

/** One turn of an attacker's model in a session: says `prompt`, answers what is asked, ends when the session rests. */
export async function playTurn(turn: ScriptedTurn) {
  const { house, sessionId, model, prompt, calls, owner, lastWords, summary } = turn;
  const moves = new Map<string, Move>();
  const done = new Set<number>();
  const uses = new Map<string, SessionEvent>();
  model.play({
    calls,
    hasRun: (index) => done.has(index),
    made: (id, move) => void moves.set(id, move),
    ...(lastWords === undefined ? {} : { lastWords }),
    ...(summary === undefined ? {} : { summary }),
  });
  const from = (await house.events(sessionId)).length;
  await house.post(`/sessions/${sessionId}/messages`, { content: prompt });
  const moveOf = (event: SessionEvent | undefined) =>
    event?.type === 'agent.tool_use' || event?.type === 'agent.custom_tool_use'
      ? moves.get(event.holdfast?.model_tool_use_id ?? '')
      : undefined;
  const stop = new AbortController();
  for await (const { event } of house.follow(sessionId, from, stop.signal)) {
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
        await house.post(`/questions/${id}`, { answer: !move ? 'Stop' : isAllowed ? 'Yes' : 'No' });
      if (use?.type === 'agent.tool_use')
        await house.post(`/approvals/${id}`, {
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
    return { tool, decision: null, ran: false, wasAsked: false, shown: '', text: '', reason: null };
  });
  const byUse = new Map<string, Made>();
  for (const event of events) {
    const entry = made[moveOf(event)?.index ?? -1];
    if (entry && event.type === 'agent.custom_tool_use') entry.wasAsked = true;
    if (entry && event.type === 'agent.tool_use') {
      byUse.set(event.id, entry);
      entry.decision = event.evaluated_permission ?? entry.decision;
      entry.wasAsked ||= event.holdfast?.ask !== undefined;
      if (event.holdfast?.ask) entry.shown = JSON.stringify(event.holdfast.ask.preview);
      entry.reason = event.holdfast?.verdict?.reason ?? entry.reason;
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
