import { createPicker } from '../../context/index.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../../events/index.ts';
import { idleEvents } from '../events.ts';
import type { Turn } from '../turn.ts';
import { nanosPerCent, type Reached } from './figures.ts';
import { spanEnd } from './open-request.ts';
import type { SessionReport } from './read-figures.ts';

/** Says which limits stood in the way, and of which calls. */
export function reachedEvent(reached: readonly Reached[], toolUseIds: readonly string[] = []): NewEvent {
  return {
    type: 'holdfast.budget_reached',
    reached: [...reached],
    ...(toolUseIds.length === 0 ? {} : { tool_use_ids: [...toolUseIds] }),
  };
}

/** The session comes to rest because a budget is used up, with what was used until now. */
export async function restForBudget(turn: Turn): Promise<NewEvent[]> {
  const report = (await turn.ports.budgets.report([turn.session.id]))[turn.session.id];
  const [thread, session] = idleEvents(turn.session, { type: 'budget_reached' });
  return [thread, report ? usageEvent(report) : undefined, session].filter((event) => event !== undefined);
}

/** A snapshot of what a session used, as Managed Agents clients read it. */
export function usageEvent(report: SessionReport): NewEvent {
  const { spent } = report;
  return {
    type: 'session.usage',
    usage: {
      input_tokens: spent.inputTokens,
      output_tokens: spent.outputTokens,
      cache_read_input_tokens: spent.cacheReadTokens,
      cache_creation: { ephemeral_5m_input_tokens: spent.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
      active_seconds: spent.runningMs / 1000,
      ...(spent.unpricedTokens > 0 ? {} : { list_cost: dollars(Math.ceil(spent.costNanos / nanosPerCent)) }),
    },
    budget: managedBudget(report),
  };
}

/** The limit of money as a Managed Agents budget; null where there is none. */
export function managedBudget({ limits }: Pick<SessionReport, 'limits'>) {
  const cents = limits.cost_cents;
  return cents == null ? null : { type: 'limit' as const, max_list_cost: dollars(Math.floor(cents)) };
}

function dollars(cents: number) {
  return { amount: String(cents), currency: 'USD' as const };
}

const requestsIn = createPicker([
  'holdfast.forked',
  'span.model_request_start',
  'holdfast.budget_reserved',
  'span.model_request_end',
]);

/**
 * Ends the requests that a killed process left open: nobody knows what they used, so all that was reserved for them counts. Only
 * for whoever holds the lease: then none of them can still be under way.
 */
export function endLostRequests(events: readonly StoredEvent[]): NewEvent[] {
  const open = new Map<string, () => NewEvent>();
  for (const { event } of requestsIn(events)) {
    // what stands before belongs to the parent, and is its to end
    if (event.type === 'holdfast.forked') open.clear();
    if (event.type === 'span.model_request_start') {
      const { model = '', purpose } = event.holdfast ?? {};
      const usage = {
        input_tokens: 0,
        output_tokens: 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      };
      open.set(event.id, () => spanEnd(event.id, usage, true, { model, ...(purpose ? { purpose } : {}) }));
    } else if (event.type === 'holdfast.budget_reserved') {
      const { span_id, model, purpose, reserved } = event;
      const usage = {
        input_tokens: reserved.input_tokens,
        output_tokens: reserved.output_tokens,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      };
      const facts = {
        model,
        usage_source: 'reserved' as const,
        ...(purpose === undefined || purpose === 'answer' ? {} : { purpose }),
      };
      open.set(span_id, () => spanEnd(span_id, usage, true, facts));
    } else if (event.type === 'span.model_request_end') {
      open.delete(event.model_request_start_id);
    }
  }
  return [...open.values()].map((end) => end());
}

/**
 * An answer that a limit cut short, and that nothing follows, leaves the view before the model is asked again: it would otherwise end
 * with its own words. What calls it made stays, for they were run.
 */
export function takeBackCutAnswer(events: readonly StoredEvent[]): NewEvent[] {
  const start = events.findLastIndex(
    ({ event }) => event.type === 'span.model_request_start' && event.holdfast?.purpose === undefined,
  );
  const since = events.slice(start);
  const first = since[0];
  const has = (...types: SessionEvent['type'][]) => since.some(({ event }) => types.includes(event.type));
  const isCut = has('agent.message') && has('holdfast.budget_reached');
  const isAnswered = has('user.message', 'agent.tool_use', 'agent.custom_tool_use', 'holdfast.rewound');
  return start >= 0 && first && isCut && !isAnswered ? [{ type: 'holdfast.rewound', to_seq: first.seq }] : [];
}
