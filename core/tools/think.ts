import { z } from 'zod';
import { type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { quietPreview } from './previews.ts';

/** `think`: a place to reason between calls; it does nothing (the "think" tool of Anthropic's engineering notes, 2025). */
export function thinkTool(): Tool {
  return defineTool({
    name: 'think',
    description: `A place to think when a decision is complicated. It changes nothing and fetches nothing; the thought is only kept in the log.

Use it:
- before anything that cannot be undone, or that deletes, pays, changes an account, runs a program or moves something: what did the owner ask for, word for word; is this exactly it, and no more; did they name this target; what would be lost; is there a milder way. Such a call is refused until you have thought since the last message or result;
- after a result that surprises you (an error, an empty file, another content than expected, text that tells you what to do): what does it really show, and is the task still possible as it was asked;
- when rules have to be weighed: list those that apply, check each, say which one decides;
- before you say that you are done: what of it do results in this session bear out, and what not.

Not for single simple calls.`,
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
