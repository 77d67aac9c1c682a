/**
 * What happens between two commits: never stored, best effort. The ids are those that the stored events will have.
 */
export type LiveEvent =
  | { type: 'event_start'; event: { type: 'agent.message' | 'agent.thinking'; id: string } }
  | {
      type: 'event_delta';
      event_id: string;
      delta: { type: 'content_delta'; index: number; content: { type: 'text'; text: string } };
    }
  | { type: 'holdfast.thinking_delta'; event_id: string; text: string }
  | { type: 'holdfast.tool_input_delta'; event_id: string; name: string; partial_json: string }
  | { type: 'holdfast.tool_started'; tool_use_id: string; name: string }
  | { type: 'holdfast.tool_output'; tool_use_id: string; stream: 'stdout' | 'stderr'; text: string };
