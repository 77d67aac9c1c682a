import type { ExportedDrawer, ExportHead, ExportScope } from '../../palace/index.ts';
import type { ExportFormat } from '../contract.ts';
import type { PalacePort } from '../ports.ts';
import { type Exported, fileExtensions, hidden } from './exported.ts';
import { palaceMarkdown } from './palace-markdown.ts';

/**
 * Memory as text, piece by piece: `markdown` to be read by people, `jsonl` for programs: first a line of type `holdfast.palace`, then a
 * `drawer` a line with everything that is known of it, last `end` with their number, so that a file that broke off is known by it.
 * What waits in quarantine is no memory yet and not in it; secrets are the references that the log has.
 */
export async function exportPalace(
  palace: PalacePort,
  scope: ExportScope,
  { format, now, hide }: { format: ExportFormat; now: number; hide(text: string): string },
): Promise<Exported> {
  const { head, drawers } = await palace.exportMemory(scope);
  const exportedAt = new Date(now).toISOString();
  const lines =
    format === 'markdown' ? palaceMarkdown(head, exportedAt, drawers) : jsonlOf(head, exportedAt, drawers);
  // no word of the memory is in the name: it is kept after they are forgotten
  return {
    name: `holdfast-memory-${exportedAt.slice(0, 10)}.${fileExtensions[format]}`,
    lines: hidden(lines, hide),
  };
}

async function* jsonlOf(
  { wing, room }: ExportHead,
  exportedAt: string,
  drawers: AsyncIterable<ExportedDrawer>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ type: 'holdfast.palace', version: 1, exported_at: exportedAt, wing, room })}\n`;
  let count = 0;
  for await (const { drawer, ...known } of drawers) {
    count += 1;
    yield `${JSON.stringify({ type: 'drawer', ...drawer, ...known })}\n`;
  }
  yield `${JSON.stringify({ type: 'end', drawers: count })}\n`;
}
