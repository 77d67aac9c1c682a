import { z } from 'zod';
import { HoldfastError, sha256 } from '../base/index.ts';
import type { Mounts } from '../sandbox/index.ts';
import { fileNow, previewOfChange } from './change.ts';
import { errorOutcome, type Tool, type ToolOutcome, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { binaryFacts, encodeLike, placeOf, withFileOutcomes, withFileRefusals } from './files.ts';
import type { ToolParts } from './ports.ts';
import { count, quoted, size } from './wording.ts';

const mostBytes = 8_000_000;

const input = z.object({
  file_path: z
    .string()
    .min(1)
    .describe('/workspace/…, /mnt/session/… or /mnt/folders/<name>/…; a relative path means the workspace'),
  old_string: z.string().min(1).describe('Exactly the text to replace, white space and line ends included'),
  new_string: z.string().describe('What stands there afterwards; empty to delete'),
  replace_all: z
    .boolean()
    .optional()
    .describe('Replace every occurrence; otherwise old_string must occur exactly once'),
});

type Edit = z.infer<typeof input>;

/** `edit`: replaces text in a file; the text must be there exactly once, unless all occurrences are meant. */
export function editTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'edit',
    description:
      'Replaces old_string by new_string in a text file. old_string must occur exactly once, unless replace_all is true. Changing a file in a folder of the owner’s usually asks the owner first.',
    inputSchema: input,
    labels: {
      recovery: 'effectful',
      reversibility: 'compensable',
      effect: 'local',
      output: 'echo',
      sinks: ['file_path'],
      payload: ['new_string'],
    },
    async preview(edit, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'edit' });
      return withFileRefusals(mounts, edit.file_path, async () => {
        const planned = await plan(mounts, edit);
        if (typeof planned === 'string') throw new HoldfastError('invalid_request', planned);
        const { before, after, places, bytes } = planned;
        const change = {
          tool: 'edit' as const,
          path: edit.file_path,
          before,
          after,
          sizeBytes: bytes.byteLength,
          places,
        };
        return previewOfChange(mounts, change);
      });
    },
    async run(edit, { sessionId, toolUseId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'edit', toolUseId });
      return withFileOutcomes(mounts, edit.file_path, async () => {
        const { path } = placeOf(mounts, edit.file_path);
        return parts.turns.inTurn(`${sessionId} ${path}`, () => apply(mounts, edit));
      });
    },
  });
}

async function apply(mounts: Mounts, edit: Edit): Promise<ToolOutcome> {
  const planned = await plan(mounts, edit);
  if (typeof planned === 'string') return errorOutcome(planned);
  const { path, places, before, bytes } = planned;
  // what was read is what is replaced: an owner who saves meanwhile loses nothing
  const expectedSha256 = sha256(before.bytes ?? '').toString('hex');
  await mounts.writeFile(edit.file_path, bytes, { expectedSha256 });
  return textOutcome(`edited ${path} (${count(places, 'replacement')})`, { path, replacements: places });
}

/** The change, or why it cannot be made, in words for the model. */
async function plan(mounts: Mounts, edit: Edit) {
  const { path } = placeOf(mounts, edit.file_path);
  const before = await fileNow(mounts, edit.file_path, mostBytes);
  const name = quoted(edit.file_path);
  if (!before) return `There is no file ${name}. Use write to make it.`;
  if (before.bytes === null)
    return `${name} has ${size(before.sizeBytes)}; edit changes files of up to ${size(mostBytes)}.`;
  if (before.text === null)
    return `${name} is not text (${binaryFacts(before.bytes, before.sizeBytes)}), so it cannot be edited.`;
  const pieces = before.text.split(edit.old_string);
  const found = pieces.length - 1;
  if (found === 0) return `old_string was not found in ${name}. ${hint(before.text, edit.old_string)}`;
  if (found > 1 && edit.replace_all !== true) {
    return `old_string occurs ${found} times in ${name}; it must be unique. Add more of the lines around it, or set replace_all.`;
  }
  const after = pieces.join(edit.new_string);
  if (after === before.text) return `old_string and new_string are the same: ${name} would not change.`;
  return { path, before, after, places: found, bytes: encodeLike(before.bytes, after) };
}

function hint(text: string, wanted: string): string {
  if (text.includes('\r\n') && text.replaceAll('\r\n', '\n').includes(wanted)) {
    return 'The file has Windows line ends (\\r\\n): write them in old_string and new_string.';
  }
  const squeezed = (value: string) => value.replaceAll(/\s+/g, ' ').trim();
  if (squeezed(wanted) !== '' && squeezed(text).includes(squeezed(wanted))) {
    return 'It is there with other white space: copy it exactly as read gives it.';
  }
  return 'Read the file to see what it holds now.';
}
