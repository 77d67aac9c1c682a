import type { DataServer } from '../../../core/db/worker.ts';
import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import type { Findings } from './check.ts';

/** What the log itself says was spent, reckoned apart from the product's own projection. */
interface Reckoning {
  /** Intents that stand. */
  calls: Set<string>;
  /** Of these the calls that came to their end. */
  ran: Set<string>;
  requests: number;
  outputTokens: number;
  /** Of requests that have not ended, by span. */
  reserved: Map<string, number>;
  limits: { tool_calls?: number | null | undefined; output_tokens?: number | null | undefined };
}

/** A session's own events: what a fork shares with its parent is its parent's. */
export function ownStretch(events: readonly StoredEvent[]): readonly StoredEvent[] {
  const first = events.findLastIndex(({ event }) => event.type === 'holdfast.forked');
  return events.slice(first + 1);
}

/** No limit was overstepped at any position of the log, and the tables know all that was spent, after any number of kills. */
export function checkSpending(
  server: DataServer,
  sessionId: string,
  events: readonly StoredEvent[],
  findings: Findings,
): void {
  const log: Reckoning = {
    calls: new Set(),
    ran: new Set(),
    requests: 0,
    outputTokens: 0,
    reserved: new Map(),
    limits: {},
  };
  for (const { seq, event } of ownStretch(events)) {
    reckon(log, event);
    const { tool_calls: calls, output_tokens: tokens } = log.limits;
    // an answer of the owner's commits its intent unweighed: whether the call may begin is looked at right before
    if (event.type === 'agent.tool_result' && calls != null && log.ran.size > calls)
      findings.overspent.push(`${sessionId} ${seq}: ${log.ran.size} calls, ${calls} are allowed`);
    if (event.type === 'holdfast.budget_reserved' && tokens != null && spentTokens(log) > tokens)
      findings.overspent.push(`${sessionId} ${seq}: ${spentTokens(log)} tokens, ${tokens} are allowed`);
  }
  const reports = server.call('budgets.report', { sessionIds: [sessionId] }).value as Record<
    string,
    { spent: { calls: number; requests: number; outputTokens: number } }
  >;
  const { calls, requests, outputTokens } = reports[sessionId]?.spent ?? {};
  const tables = { calls, requests, outputTokens };
  const said = { calls: log.calls.size, requests: log.requests, outputTokens: spentTokens(log) };
  if (JSON.stringify(tables) !== JSON.stringify(said))
    findings.overspent.push(
      `${sessionId}: the tables say ${JSON.stringify(tables)}, the log ${JSON.stringify(said)}`,
    );
}

function spentTokens({ outputTokens, reserved }: Reckoning): number {
  return outputTokens + [...reserved.values()].reduce((sum, tokens) => sum + tokens, 0);
}

function reckon(log: Reckoning, event: SessionEvent): void {
  switch (event.type) {
    case 'holdfast.budget_set':
      log.limits = event.limits;
      return;
    case 'holdfast.budget_reserved':
      log.requests += 1;
      log.reserved.set(event.span_id, event.reserved.output_tokens);
      return;
    case 'span.model_request_end':
      log.reserved.delete(event.model_request_start_id);
      log.outputTokens += event.model_usage.output_tokens;
      return;
    case 'holdfast.tool_intent':
      log.calls.add(event.tool_use_id);
      return;
    case 'agent.tool_result':
      // one that was stopped before it began spent nothing
      if (log.calls.has(event.tool_use_id) && event.is_error !== true) log.ran.add(event.tool_use_id);
      return;
    case 'holdfast.budget_reached':
      for (const id of event.tool_use_ids ?? []) log.calls.delete(id);
      return;
    default:
      return;
  }
}
