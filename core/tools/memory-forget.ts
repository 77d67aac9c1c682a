import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import type { ToolParts } from './ports.ts';
import { quietPreview } from './previews.ts';
import { whoSaid } from './recall.ts';
import { quoted } from './wording.ts';

export const drawerIdInput = z
  .string()
  .min(1)
  .max(300)
  .describe('The id as recall gives it, such as drwr_sevt_…_0_0');

const input = z.object({ drawer_id: drawerIdInput });

/** `forget`: words of the memory go for good. The owner is asked every time, whatever is set: nothing brings them back. */
export function forgetTool(parts: ToolParts): Tool {
  const missing = (id: string) => errorOutcome(`There is no drawer ${id} in the memory.`);
  return defineTool({
    name: 'forget',
    description:
      'Removes a drawer of the memory for good: its words, wherever they were kept. Only when the owner asked for it; they are shown the words and asked each time. To correct something, use revise.',
    inputSchema: input,
    labels: {
      recovery: 'idempotent',
      reversibility: 'irreversible',
      effect: 'destructive',
      output: 'echo',
      // nobody says an id; the owner is shown the words themselves, each time
      sinks: [],
      payload: [],
    },
    async preview({ drawer_id: drawerId }) {
      const [drawer, reached] = await Promise.all([
        parts.palace.drawer({ drawerId }),
        parts.palace.forgetPreview({ drawerId }),
      ]);
      return {
        ...quietPreview(`Forget ${quoted(drawer.text)} for good.`, 'memory'),
        effect: 'destructive',
        reversibility: 'irreversible',
        facts: [
          { label: 'Words of', value: whoSaid(drawer) },
          { label: 'Said', value: `${drawer.created_at.slice(0, 10)}, ${drawer.source.session_title}` },
          { label: 'Drawers that go', value: String(reached.drawerIds.length) },
          { label: 'Answers that repeat it and go too', value: String(reached.recallResults) },
        ],
        asksBecause: ['What is forgotten cannot be brought back.'],
      };
    },
    async run({ drawer_id: drawerId }) {
      try {
        const { pending } = await parts.palace.forget({ drawerId });
        const later = pending.length > 0 ? ` Still to be rewritten: ${pending.join(', ')}.` : '';
        return textOutcome(`Forgotten.${later}`);
      } catch (caught) {
        if (caught instanceof HoldfastError && caught.code === 'memory_not_found') return missing(drawerId);
        throw caught;
      }
    },
  });
}
