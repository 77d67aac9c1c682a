import { z } from 'zod';
import { fileNow, previewOfChange } from './change.ts';
import { type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { placeOf, withFileOutcomes, withFileRefusals } from './files.ts';
import type { ToolParts } from './ports.ts';

const mostBytesToCompare = 200_000;

const input = z.object({
  file_path: z
    .string()
    .min(1)
    .describe('/workspace/…, /mnt/session/… or /mnt/folders/<name>/…; a relative path means the workspace'),
  content: z.string().describe('The whole new content of the file'),
});

/** `write`: replaces a whole file in one step, and makes the folders above it. */
export function writeTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'write',
    description:
      'Writes a whole text file, replacing what was there, and makes missing folders. /workspace is the session’s own and needs no permission, nor does /mnt/session/outputs, for what is handed to the owner; writing into a folder of the owner’s (/mnt/folders/<name>) usually asks the owner first.',
    inputSchema: input,
    labels: {
      recovery: 'idempotent',
      reversibility: 'compensable',
      effect: 'local',
      output: 'echo',
      sinks: ['file_path'],
      payload: ['content'],
    },
    async preview({ file_path: path, content }, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'write' });
      return withFileRefusals(mounts, path, async () => {
        placeOf(mounts, path);
        const before = await fileNow(mounts, path, mostBytesToCompare);
        return previewOfChange(mounts, {
          tool: 'write',
          path,
          before,
          after: content,
          sizeBytes: Buffer.byteLength(content),
        });
      });
    },
    async run({ file_path: path, content }, { sessionId, toolUseId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'write', toolUseId });
      return withFileOutcomes(mounts, path, async () => {
        const place = placeOf(mounts, path);
        const bytes = Buffer.from(content, 'utf8');
        await parts.turns.inTurn(`${sessionId} ${place.path}`, () => mounts.writeFile(path, bytes));
        return textOutcome(`wrote ${bytes.byteLength} bytes to ${place.path}`, {
          path: place.path,
          bytes: bytes.byteLength,
        });
      });
    },
  });
}
