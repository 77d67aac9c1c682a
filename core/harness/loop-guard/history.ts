import type { ContentBlock, EventOf, StoredEvent } from '../../events/index.ts';

/** A call the model made itself, and how it ended. */
export interface EndedCall {
  kind: 'call';
  id: string;
  tool: string;
  input: Record<string, unknown>;
  content: readonly ContentBlock[];
  isError: boolean;
  /** The tool only reads, as its intent says. */
  isPure: boolean;
  /** Which answer of the model it stood in. */
  answer: number;
  /** The guard did not let it run. */
  isRefused: boolean;
  /** It has no real result: stopped by the owner, or cut off by a restart. */
  isCutOff: boolean;
}

export type Noted = { kind: 'noted'; event: EventOf<'holdfast.loop_noted'> };
/** The model reasoned: a thinking block, or a call of `think`. */
export type Thought = { kind: 'thought' };
/** The results of these calls left what the model reads, so that looking again is no loop. */
export type Forgot = { kind: 'forgot'; ids: readonly string[] };
export type Moment = EndedCall | Noted | Thought | Forgot;

/** Set in a result's `details` on calls that the guard did not let run. */
export const refusedMark = 'loop_guard';

/**
 * What happened since the owner last had a say, in order: a message, an answer or an interrupt begins anew. Calls made by code
 * inside `run_code` are left out: a program may call ten thousand times, its own limits bound it, and what it
 * gives back is one result. `events` is the log in order, `isRewound` tells what is no longer in the view.
 */
export function momentsOf(events: readonly StoredEvent[], isRewound: (seq: number) => boolean): Moment[] {
  const moments: (Moment | OpenedCall)[] = [];
  const opened = new Map<string, OpenedCall>();
  let answer = 0;
  for (const { seq, event } of events.slice(startOf(events))) {
    if (isRewound(seq)) continue;
    switch (event.type) {
      case 'span.model_request_start':
        answer += 1;
        break;
      case 'agent.thinking':
        moments.push({ kind: 'thought' });
        break;
      case 'agent.tool_use':
      case 'agent.custom_tool_use': {
        if (event.holdfast?.parent_tool_use_id !== undefined) break;
        const call: OpenedCall = { kind: 'opened', seq, use: event, answer, isPure: false, ended: null };
        opened.set(event.id, call);
        moments.push(call);
        break;
      }
      case 'holdfast.tool_intent': {
        const call = opened.get(event.tool_use_id);
        if (call) call.isPure = event.recovery === 'pure';
        break;
      }
      case 'agent.tool_result': {
        const call = opened.get(event.tool_use_id);
        if (call) call.ended = event;
        break;
      }
      case 'user.custom_tool_result': {
        const call = opened.get(event.custom_tool_use_id);
        if (call) call.ended = event;
        break;
      }
      case 'holdfast.context_cleared':
        moments.push({ kind: 'forgot', ids: event.tool_use_ids });
        break;
      case 'holdfast.compaction': {
        const gone = [...opened.values()].filter((call) => call.seq <= event.to_seq);
        moments.push({ kind: 'forgot', ids: gone.map((call) => call.use.id) });
        break;
      }
      case 'holdfast.loop_noted':
        moments.push({ kind: 'noted', event });
        break;
      default:
        break;
    }
  }
  return moments.flatMap((moment) => (moment.kind === 'opened' ? endedOf(moment) : [moment]));
}

interface OpenedCall {
  kind: 'opened';
  seq: number;
  use: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>;
  answer: number;
  isPure: boolean;
  ended: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'> | null;
}

function endedOf({ use, answer, isPure, ended }: OpenedCall): Moment[] {
  if (ended === null) return [];
  const facts = ended.type === 'agent.tool_result' ? ended.holdfast : undefined;
  const content = ended.content ?? [];
  const isError = ended.is_error === true;
  const isRefused = facts?.details?.[refusedMark] !== undefined;
  const first = content[0];
  const isNotRun = isError && first?.type === 'text' && first.text.startsWith('Not run: ');
  const call: EndedCall = {
    kind: 'call',
    id: use.id,
    tool: use.name,
    input: use.input,
    content,
    isError,
    isPure,
    answer,
    isRefused,
    isCutOff: !isRefused && (facts?.unknown_outcome === true || isNotRun),
  };
  return use.name === 'think' && !isError ? [call, { kind: 'thought' }] : [call];
}

/** How far back the guard looks at most. */
const mostCalls = 300;

/** Position behind the owner's last say. Everything before it is of no account, however long the log is. */
function startOf(events: readonly StoredEvent[]): number {
  const asked = new Set<string>();
  let calls = 0;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]?.event;
    if (event?.type === 'agent.tool_use' && event.holdfast?.parent_tool_use_id === undefined) calls += 1;
    if (calls > mostCalls) return index + 1;
    if (event?.type === 'user.message' || event?.type === 'user.interrupt') return index + 1;
    if (event?.type === 'user.custom_tool_result') asked.add(event.custom_tool_use_id);
    // the owner's answer, to the agent's question or to the guard's
    if (event?.type === 'agent.custom_tool_use' && event.name === 'ask_user' && asked.has(event.id))
      return index + 1;
  }
  return 0;
}
