import type { NewEvent } from '../../../core/events/index.ts';
import type { Log } from '../../../core/log/index.ts';

/** What a model request used. */
export const usage = (tokens: number) => ({
  input_tokens: tokens,
  output_tokens: 1,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 2,
});

/** A session's new status; `waitsFor`: the call that an answer is missing for. */
export function statusEvent(status: string, waitsFor: string): NewEvent {
  if (status === 'running' || status === 'rescheduled' || status === 'terminated')
    return { type: `session.status_${status}` };
  const stop_reason =
    status === 'waits'
      ? { type: 'requires_action' as const, event_ids: [waitsFor] }
      : status === 'budget'
        ? { type: 'budget_reached' as const }
        : { type: status === 'exhausted' ? ('retries_exhausted' as const) : ('end_turn' as const) };
  return { type: 'session.status_idle', stop_reason, stop_details: null };
}

/** A request with its reservation, and its end unless it is still under way. */
export function requestEvents(
  id: string,
  act: { tokens: number; ms: number; isPriced: boolean; purpose: 'answer' | 'compaction'; end: string },
): NewEvent[] {
  const price = act.isPriced ? { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 } : null;
  const reserved = { input_tokens: act.tokens, output_tokens: act.tokens + 1, bytes_out: 10 * act.tokens };
  const purpose = act.purpose === 'compaction' ? { holdfast: { purpose: act.purpose } } : {};
  const end: NewEvent = {
    type: 'span.model_request_end',
    model_request_start_id: id,
    is_error: act.end === 'failed',
    model_usage: usage(act.tokens),
    holdfast: { model: 'm', duration_ms: act.ms },
  };
  return [
    { id, type: 'span.model_request_start', ...purpose },
    { type: 'holdfast.budget_reserved', span_id: id, purpose: act.purpose, model: 'm', reserved, price },
    ...(act.end === 'open' ? [] : [end]),
  ];
}

/** A call with its intent, and what became of it unless it is still under way. */
export function callEvents(
  id: string,
  parent: string,
  act: { files: number; ms: number; isNested: boolean; end: string },
): NewEvent[] {
  const links = act.isNested ? { parent_tool_use_id: parent } : {};
  const limit = { scope: 'session' as const, what: 'tool_calls' as const, limit: 1, spent: 1, needed: 1 };
  const refused: NewEvent = { type: 'holdfast.budget_reached', reached: [limit], tool_use_ids: [id] };
  const result: NewEvent = {
    type: 'agent.tool_result',
    tool_use_id: id,
    content: [{ type: 'text', text: 'so it went' }],
    is_error: act.end !== 'done',
    holdfast: {
      ...links,
      duration_ms: act.ms,
      waited_ms: Math.floor(act.ms / 3),
      output_label: act.isNested ? 'trusted' : 'untrusted',
      ...(act.end === 'unknown' ? { unknown_outcome: true } : {}),
    },
  };
  return [
    { id, type: 'agent.tool_use', name: 'write', input: {}, holdfast: links },
    {
      type: 'holdfast.tool_intent',
      tool_use_id: id,
      tool: 'write',
      input_hash: 'h',
      recovery: 'effectful',
      idempotency_key: id,
      ...(act.files === 0 ? {} : { files: act.files }),
      verdict: { decision: 'allow', rule: 'owner', reason: '' },
    },
    ...(act.end === 'refused' ? [refused] : []),
    ...(act.end === 'open' ? [] : [result]),
  ];
}

/** What brings a fork to rest: the calls that are open at `seq` end in it. */
export async function settling(log: Log, sessionId: string, seq: number): Promise<NewEvent[]> {
  const shared = await log.read({ sessionId, beforeSeq: seq + 1, limit: 1000 });
  const over = new Set(
    shared.flatMap(({ event }) => (event.type === 'agent.tool_result' ? [event.tool_use_id] : [])),
  );
  const open = shared.filter(({ event }) => event.type === 'agent.tool_use' && !over.has(event.id));
  const content = [{ type: 'text' as const, text: 'forked' }];
  return [
    ...open.map(
      ({ event }): NewEvent => ({
        type: 'agent.tool_result',
        tool_use_id: event.id,
        content,
        is_error: true,
      }),
    ),
    statusEvent('idle', ''),
  ];
}
