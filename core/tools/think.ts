import { z } from 'zod';
import { type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { quietPreview } from './previews.ts';

/** `think`: a place to reason between calls; it does nothing (the "think" tool of Anthropic's engineering notes, 2025). */
export function thinkTool(): Tool {
  return defineTool({
    name: 'think',
    description:
      'A place to think when a decision is complicated: after tool results, before an irreversible step, or when rules have to be weighed. It changes nothing and fetches nothing; the thought is only kept in the log.',
    inputSchema: z.object({ thought: z.string().min(1).describe('Your reasoning') }),
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'echo',
      sinks: [],
      payload: [],
    },
    preview: async () => quietPreview('Think.', 'none'),
    run: async () => textOutcome('Thought noted.'),
  });
}
