import type { ContextPort } from '../api/index.ts';
import {
  agentSafetyOf,
  type CharterParts,
  type ContextLimits,
  composeCharter,
  createTokenCounter,
  defaultLimits,
  measureContext,
  wakeUpIn,
} from '../context/index.ts';
import type { StoredEvent } from '../events/index.ts';
import type { Log, SessionRecord } from '../log/index.ts';
import type { ModelTool } from '../model/index.ts';

export interface ContextMeterPorts {
  log: Log;
  model(session: SessionRecord): Promise<{ model: string; maxTokens: number; windowTokens?: number } | null>;
  tools(session: SessionRecord): Promise<{ declarations: readonly ModelTool[] }>;
  surroundings(session: SessionRecord): Promise<string>;
  ownerRules(): Promise<CharterParts['ownerRules']>;
  limits: Partial<ContextLimits>;
}

/** Measures a session's context for the window: the same fold and the same counts as the harness uses, read from the log. */
export function createContextMeter(ports: ContextMeterPorts): ContextPort {
  return {
    async measure(sessionId) {
      const session = await ports.log.getSession({ sessionId });
      const chosen = await ports.model(session);
      const charter = composeCharter({
        ownerRules: await ports.ownerRules(),
        agentSafety: agentSafetyOf(session.agent),
      });
      const maxTokens = chosen?.maxTokens ?? 8192;
      const events = await allEvents(ports.log, sessionId);
      const meter = measureContext({
        events,
        frame: {
          model: chosen?.model ?? '',
          maxTokens,
          charter,
          agentSystem: typeof session.agent.system === 'string' ? session.agent.system : null,
          memory: wakeUpIn(events)?.event.memory ?? null,
          surroundings: await ports.surroundings(session),
          tools: (await ports.tools(session)).declarations,
        },
        limits: {
          ...defaultLimits,
          ...(chosen?.windowTokens === undefined ? {} : { windowTokens: chosen.windowTokens }),
          ...ports.limits,
        },
        counter: createTokenCounter(),
      });
      return {
        session_id: sessionId,
        model: chosen?.model ?? null,
        window_tokens: meter.windowTokens,
        reserved_tokens: meter.reservedTokens,
        clear_at_tokens: meter.clearAtTokens,
        compact_at_tokens: meter.compactAtTokens,
        used_tokens: meter.usedTokens,
        categories: meter.categories,
        measured:
          meter.measured === null
            ? null
            : { input_tokens: meter.measured.inputTokens, at: meter.measured.at },
        charter: { version: charter.version, sha256: charter.sha256 },
        cleared: meter.cleared.map((one) => ({
          tool_use_id: one.toolUseId,
          result_event_id: one.resultEventId,
          seq: one.seq,
          tool: one.tool,
          tokens: one.tokens,
          in_view: one.inView,
          at: one.at,
        })),
        compactions: meter.compactions.map(({ seq, event, inEffect }) => ({
          event_id: event.id,
          seq,
          from_seq: event.from_seq,
          to_seq: event.to_seq,
          method: event.method,
          trigger: event.trigger,
          checked: event.checked,
          budget_tokens: event.budget_tokens,
          tokens_before: event.tokens_before,
          tokens_after: event.tokens_after,
          summary: event.summary ?? null,
          citations: citationsIn(event.summary ?? '', events),
          in_effect: inEffect,
          at: event.processed_at,
        })),
      };
    },
  };
}

// ids that no event of this log has are the model's invention, and lead nowhere
function citationsIn(summary: string, events: readonly StoredEvent[]): { event_id: string; seq: number }[] {
  const cited = new Set(summary.match(/\bsevt_[0-9a-z]+/g));
  return events.flatMap(({ seq, event }) => (cited.has(event.id) ? [{ event_id: event.id, seq }] : []));
}

async function allEvents(log: Log, sessionId: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const more = await log.read({ sessionId, afterSeq: events.at(-1)?.seq ?? 0, limit: 1000 });
    events.push(...more);
    if (more.length < 1000) return events;
  }
}
