import { z } from 'zod';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { drawerIdInput } from './memory-forget.ts';
import type { ToolParts } from './ports.ts';
import { quietPreview } from './previews.ts';
import { quoted } from './wording.ts';

const input = z.object({
  drawer_id: drawerIdInput,
  text: z.string().trim().min(1).max(8000).describe('What holds now, in words that make sense by themselves'),
});

/**
 * `revise`: other words stand in the place of a drawer's from now on; the old ones stay as they were said. A note of the agent's is its own
 * to revise, what the owner said is theirs: they are asked.
 */
export function reviseTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'revise',
    description:
      'Corrects the memory: puts new words in the place of a drawer, which keeps its old words as history. For a note or fact that changed or was wrong. What only a page, file or tool said is put aside for the owner first.',
    inputSchema: input,
    labels: {
      recovery: 'idempotent',
      reversibility: 'compensable',
      effect: 'local',
      output: 'echo',
      // where it goes is an id of ours, which says nothing about whose words they are
      sinks: [],
      payload: ['text'],
    },
    async preview({ drawer_id: drawerId, text }) {
      const { versions } = await parts.palace.drawerHistory({ drawerId });
      const drawer = versions.find(({ id }) => id === drawerId) ?? (await parts.palace.drawer({ drawerId }));
      const isNote = drawer.author === 'agent' && ['note', 'diary'].includes(drawer.source.kind);
      return {
        ...quietPreview(`Remember ${quoted(text)} in the place of ${quoted(drawer.text)}.`, 'memory'),
        effect: 'local',
        reversibility: 'compensable',
        asksBecause: isNote ? [] : ['These are not the agent’s own words.'],
      };
    },
    async run({ drawer_id: drawerId }, { toolUseId }) {
      const { versions } = await parts.palace.drawerHistory({ drawerId });
      const newest = versions.at(-1);
      const isOwn = newest?.source.event_id === toolUseId;
      if (newest && newest.id !== drawerId && !isOwn)
        return errorOutcome(`It was revised already. Newer words stand in ${newest.id}.`);
      const kept = await parts.palace.remember({ toolUseId });
      if (!kept) return errorOutcome('The memory could not be revised: the log does not hold this call.');
      if (kept.isQuarantined)
        return textOutcome(
          'Put aside for the owner to look at: the words come from what others wrote, not from the owner. The old ones hold unless they release it. Do not try again in other words.',
          { is_quarantined: true },
        );
      return textOutcome('Revised.', { room_id: kept.roomId });
    },
  });
}
