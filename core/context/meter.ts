import type { EventOf, StoredEvent } from '../events/index.ts';
import { type ContextLimits, thresholdsOf } from './limits.ts';
import { measureView } from './plan.ts';
import type { RequestFrame } from './request.ts';
import { estimateTokens, systemTokens, type TokenCounter, toolTokens } from './tokens.ts';
import { toolUsesOf } from './view.ts';

/** What a session's next request would be made of, in tokens by our estimate, and what was taken out of view. */
export interface ContextMeter {
  windowTokens: number;
  /** Kept free for the answer. */
  reservedTokens: number;
  clearAtTokens: number;
  compactAtTokens: number;
  usedTokens: number;
  categories: Record<
    'charter' | 'instructions' | 'memory' | 'skills' | 'tools' | 'summary' | 'transcript' | 'free',
    number
  >;
  /** Input of the last answer as the model counted it; null before the first. */
  measured: { inputTokens: number; at: string } | null;
  cleared: {
    toolUseId: string;
    resultEventId: string;
    seq: number;
    tool: string;
    tokens: number;
    inView: boolean;
    at: string;
  }[];
  compactions: { seq: number; event: EventOf<'holdfast.compaction'>; inEffect: boolean }[];
}

/** Measures the view of a log. Compactions and clearings are listed oldest first. */
export function measureContext(input: {
  events: readonly StoredEvent[];
  frame: RequestFrame;
  limits: ContextLimits;
  counter: TokenCounter;
}): ContextMeter {
  const { events, frame, limits, counter } = input;
  const of = (text: string | null | undefined) => (text ? systemTokens([{ type: 'text', text }]) : 0);
  const fixedTokens = systemTokens([]) + toolTokens(frame.tools);
  const measure = measureView({
    events,
    limits,
    counter,
    maxTokens: frame.maxTokens,
    fixedTokens,
    isOverflow: false,
  });
  const parts = {
    charter: of(frame.charter.text),
    instructions: of(frame.agentSystem) + of(frame.surroundings),
    memory: of(frame.memory),
    skills: of(frame.skills),
    tools: fixedTokens,
    summary: measure.summary,
    transcript: measure.transcript,
  };
  const usedTokens = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const thresholds = thresholdsOf(limits, frame.maxTokens, 0);
  const free = Math.max(0, Math.floor(thresholds.most) - usedTokens);
  const inView = new Set(measure.view.turns.flatMap(toolUsesOf).map((use) => use.id));
  return {
    windowTokens: limits.windowTokens,
    reservedTokens: Math.ceil(limits.windowTokens - thresholds.most),
    clearAtTokens: Math.floor(thresholds.clearAt),
    compactAtTokens: Math.floor(thresholds.compactAt),
    usedTokens,
    categories: { ...parts, free },
    measured: lastMeasured(events),
    cleared: clearedIn(events, inView),
    compactions: events.flatMap(({ seq, event }) =>
      event.type === 'holdfast.compaction'
        ? [{ seq, event, inEffect: measure.view.compaction?.event.id === event.id }]
        : [],
    ),
  };
}

function clearedIn(events: readonly StoredEvent[], inView: ReadonlySet<string>): ContextMeter['cleared'] {
  const names = new Map<string, string>();
  const results = new Map<string, { id: string; seq: number; tokens: () => number }>();
  for (const { seq, event } of events) {
    if (event.type === 'agent.tool_use') names.set(event.id, event.name);
    if (event.type !== 'agent.tool_result') continue;
    const words = (event.content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : []));
    results.set(event.tool_use_id, { id: event.id, seq, tokens: () => estimateTokens(words.join('\n')) });
  }
  return events.flatMap(({ event }) => {
    if (event.type !== 'holdfast.context_cleared') return [];
    return event.tool_use_ids.flatMap((toolUseId) => {
      const result = results.get(toolUseId);
      if (!result) return [];
      return [
        {
          toolUseId,
          resultEventId: result.id,
          seq: result.seq,
          tool: names.get(toolUseId) ?? '',
          tokens: result.tokens(),
          inView: inView.has(toolUseId),
          at: event.processed_at,
        },
      ];
    });
  });
}

function lastMeasured(events: readonly StoredEvent[]): ContextMeter['measured'] {
  const last = events.findLast(
    ({ event }) =>
      event.type === 'span.model_request_end' &&
      event.is_error !== true &&
      event.holdfast?.purpose === undefined,
  )?.event;
  if (last?.type !== 'span.model_request_end') return null;
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = last.model_usage;
  return {
    inputTokens: input_tokens + cache_creation_input_tokens + cache_read_input_tokens,
    at: last.processed_at,
  };
}
