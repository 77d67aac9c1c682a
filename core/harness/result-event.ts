import type { FoundInOutput, NewEvent } from '../events/index.ts';
import type { ToolOutcome } from '../tools/index.ts';

interface ResultFacts {
  parent_tool_use_id?: string;
  duration_ms?: number;
  waited_ms?: number;
  unknown_outcome?: boolean;
  denied?: boolean;
  output_label?: 'trusted' | 'untrusted' | 'echo';
  found?: FoundInOutput | null;
}

/** The event that tells how a call ended. */
export function resultEvent(toolUseId: string, outcome: ToolOutcome, facts: ResultFacts): NewEvent {
  const { parent_tool_use_id, duration_ms, waited_ms, unknown_outcome, denied, output_label, found } = facts;
  return {
    type: 'agent.tool_result',
    tool_use_id: toolUseId,
    content: outcome.content,
    is_error: outcome.isError,
    holdfast: {
      ...(parent_tool_use_id === undefined ? {} : { parent_tool_use_id }),
      ...(duration_ms === undefined ? {} : { duration_ms }),
      ...(waited_ms === undefined ? {} : { waited_ms }),
      ...(unknown_outcome === undefined ? {} : { unknown_outcome }),
      ...(denied === undefined ? {} : { denied }),
      ...(output_label === undefined ? {} : { output_label }),
      ...(found ? { found } : {}),
      ...(outcome.details === undefined ? {} : { details: outcome.details }),
    },
  };
}
