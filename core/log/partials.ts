import type { LiveEvent, StoredEvent } from '../events/index.ts';

/** How much of a running tool's output is kept, from its end. */
const keptOutput = 16_384;

interface Partial {
  /** Part of the model's answer: gone when the request ends, whatever became of it. */
  isAnswer: boolean;
  text: string;
  /** The deltas so far as one. */
  tell(text: string): LiveEvent[];
}

/**
 * What has been streamed and is not stored yet, by session: so that a window that opens in the middle of a message reads it from its
 * beginning. In memory and best effort, like the live events it repeats; what is stored is dropped.
 */
export function createPartials() {
  const sessions = new Map<string, Map<string, Partial>>();

  const openOf = (sessionId: string): Map<string, Partial> => {
    const open = sessions.get(sessionId) ?? new Map<string, Partial>();
    sessions.set(sessionId, open);
    return open;
  };

  return {
    live(sessionId: string, event: LiveEvent): void {
      const { key, text, ...fresh } = partialOf(event);
      const open = openOf(sessionId);
      const partial = open.get(key) ?? { ...fresh, text: '' };
      partial.text += text;
      if (!partial.isAnswer && partial.text.length > 2 * keptOutput)
        partial.text = partial.text.slice(-keptOutput);
      open.set(key, partial);
    },

    stored(sessionId: string, events: readonly StoredEvent[]): void {
      const open = sessions.get(sessionId);
      if (!open) return;
      for (const { event } of events) {
        const id = event.type === 'agent.tool_result' ? event.tool_use_id : event.id;
        for (const key of [id, `${id} stdout`, `${id} stderr`]) open.delete(key);
        if (event.type !== 'span.model_request_end') continue;
        for (const [key, partial] of open) if (partial.isAnswer) open.delete(key);
      }
      if (open.size === 0) sessions.delete(sessionId);
    },

    drop(sessionId: string): void {
      sessions.delete(sessionId);
    },

    /** The same story again, in as few events as it takes. */
    of(sessionId: string): LiveEvent[] {
      return [...(sessions.get(sessionId)?.values() ?? [])].flatMap((partial) => partial.tell(partial.text));
    },
  };
}

function partialOf(event: LiveEvent): Partial & { key: string } {
  switch (event.type) {
    case 'event_start':
      return {
        key: event.event.id,
        isAnswer: true,
        text: '',
        tell: (text) => [event, ...deltaOf(event.event, text)],
      };
    case 'event_delta':
      return answer(event.event_id, event.delta.content.text, (text) =>
        deltaOf({ id: event.event_id }, text),
      );
    case 'holdfast.thinking_delta':
      return answer(event.event_id, event.text, (text) => [{ ...event, text }]);
    case 'holdfast.tool_input_delta':
      return answer(event.event_id, event.partial_json, (partial_json) => [{ ...event, partial_json }]);
    case 'holdfast.tool_started':
      return { key: event.tool_use_id, isAnswer: false, text: '', tell: () => [event] };
    case 'holdfast.tool_output':
      return {
        key: `${event.tool_use_id} ${event.stream}`,
        isAnswer: false,
        text: event.text,
        tell: (text) => [{ ...event, text: text.slice(-keptOutput) }],
      };
  }
}

function answer(key: string, text: string, tell: Partial['tell']): Partial & { key: string } {
  return { key, isAnswer: true, text, tell };
}

function deltaOf(
  event: { id: string; type?: 'agent.message' | 'agent.thinking' },
  text: string,
): LiveEvent[] {
  if (text === '') return [];
  if (event.type === 'agent.thinking') return [{ type: 'holdfast.thinking_delta', event_id: event.id, text }];
  return [
    {
      type: 'event_delta',
      event_id: event.id,
      delta: { type: 'content_delta', index: 0, content: { type: 'text', text } },
    },
  ];
}
