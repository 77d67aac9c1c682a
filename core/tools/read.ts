import { z } from 'zod';
import { decodeText, looksLikeText, type Mounts } from '../sandbox/index.ts';
import { errorOutcome, type Tool, type ToolOutcome, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { binaryFacts, imageType, placeOf, withFileOutcomes } from './files.ts';
import { readLines } from './lines.ts';
import { mostResultUnits } from './outputs.ts';
import type { ToolParts } from './ports.ts';
import { quietPreview } from './previews.ts';
import { count, quoted, size } from './wording.ts';

/** Code gets whole files: as much as one message between host and guest holds. */
const mostBytesForCode = 3_500_000;
const mostImageBytes = 3_750_000;

const input = z.object({
  file_path: z
    .string()
    .min(1)
    .describe('/workspace/…, /mnt/session/… or /mnt/folders/<name>/…; a relative path means the workspace'),
  view_range: z
    .array(z.number().int())
    .length(2)
    .optional()
    .describe('[first line, last line], counted from 1, both included; last line -1: to the end'),
});

/** `read`: the text of a file as it is, or of some of its lines; an image as an image. */
export function readTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'read',
    description:
      'Reads a text file, or an image. The text comes back as it is, without line numbers. A file of more than 100,000 characters has to be read in ranges of lines (view_range), searched with grep, or processed with run_code, where read gives whole files of up to 3.5 MB.',
    inputSchema: input,
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'untrusted',
      sinks: ['file_path'],
      payload: [],
    },
    async preview({ file_path: path }, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'read' });
      return previewOfReading(mounts, 'Read', path);
    },
    async run({ file_path: path, view_range: range }, context) {
      const mounts = await parts.mounts({ sessionId: context.sessionId, writtenBy: 'read' });
      const most = parts.nesting.isCode() ? mostBytesForCode : mostResultUnits;
      return withFileOutcomes(mounts, path, async () => {
        placeOf(mounts, path);
        const [first, last = -1] = range ?? [];
        if (first === undefined) return readWhole(mounts, path, most);
        if (last > 0 && last < first)
          return errorOutcome(`view_range [${first}, ${last}] ends before it begins.`);
        return readRange(mounts, path, [Math.max(1, first), last], most, context.signal);
      });
    },
  });
}

/** Reading asks nothing; a path that leads nowhere is told by the run. */
export function previewOfReading(mounts: Mounts, verb: string, path: string) {
  const where = reach(mounts, path);
  return quietPreview(`${verb} ${quoted(path)}.`, where?.kind === 'folder' ? 'folder' : 'workspace', [
    where?.path ?? path,
  ]);
}

function reach(mounts: Mounts, path: string) {
  try {
    return placeOf(mounts, path);
  } catch {
    // the run says why
    return undefined;
  }
}

async function readWhole(mounts: Mounts, path: string, mostUnits: number): Promise<ToolOutcome> {
  const entry = await mounts.stat(path);
  if (entry.kind === 'folder')
    return errorOutcome(`${quoted(path)} is a folder. Use glob to see what is in it.`);
  const head = await mounts.readFile(path, { length: 8192 });
  const image = imageType(head.bytes);
  if (image) return readImage(mounts, path, image, head.sizeBytes);
  if (!looksLikeText(head.bytes)) return errorOutcome(notText(path, head.bytes, head.sizeBytes));
  // a character has at most four bytes
  if (head.sizeBytes > mostUnits * 4) return errorOutcome(tooLong(path, size(head.sizeBytes), mostUnits));
  const { bytes } = await mounts.readFile(path);
  const text = decodeText(bytes);
  if (text === undefined) return errorOutcome(notText(path, head.bytes, head.sizeBytes));
  if (text.length > mostUnits) {
    return errorOutcome(
      tooLong(
        path,
        `${count(text.length, 'character')} in ${count(text.split('\n').length, 'line')}`,
        mostUnits,
      ),
    );
  }
  return textOutcome(text, { path: entry.path, bytes: bytes.byteLength, lines: text.split('\n').length });
}

async function readImage(
  mounts: Mounts,
  path: string,
  mediaType: string,
  sizeBytes: number,
): Promise<ToolOutcome> {
  if (sizeBytes > mostImageBytes) {
    return errorOutcome(
      `${quoted(path)} is an image of ${size(sizeBytes)}; at most ${size(mostImageBytes)} can be looked at.`,
    );
  }
  const { bytes } = await mounts.readFile(path);
  const data = Buffer.from(bytes).toString('base64');
  return {
    content: [{ type: 'image', source: { type: 'base64', media_type: mediaType, data } }],
    isError: false,
    details: { path, bytes: sizeBytes, media_type: mediaType },
  };
}

async function readRange(
  mounts: Mounts,
  path: string,
  [first, last]: [number, number],
  mostUnits: number,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const head = await mounts.readFile(path, { length: 8192 });
  if (!looksLikeText(head.bytes)) return errorOutcome(notText(path, head.bytes, head.sizeBytes));
  const found = await readLines(mounts, path, {
    first,
    last: last > 0 ? last : Number.POSITIVE_INFINITY,
    mostBytes: mostUnits * 4,
    signal,
  });
  if (found.isTooLong)
    return errorOutcome(
      `Lines ${first} to ${last} of ${quoted(path)} are too long together. Ask for fewer lines.`,
    );
  const text = decodeText(found.bytes);
  if (text === undefined) return errorOutcome(`${quoted(path)} cannot be read by lines: it is not UTF-8.`);
  if (text.length > mostUnits) {
    return errorOutcome(
      `Lines ${first} to ${last} of ${quoted(path)} have ${count(text.length, 'character')}; at most ${count(mostUnits, 'character')} at once. Ask for fewer lines.`,
    );
  }
  if (found.lines === 0)
    return errorOutcome(`${quoted(path)} has no line ${first}: it ends at line ${found.lastLine}.`);
  return textOutcome(text, { path, first_line: first, lines: found.lines });
}

function notText(path: string, head: Uint8Array, sizeBytes: number): string {
  return `${quoted(path)} is not text (${binaryFacts(head, sizeBytes)}). read gives text and images only.`;
}

function tooLong(path: string, extent: string, mostUnits: number): string {
  return `${quoted(path)} is too long to read at once (${extent}; at most ${count(mostUnits, 'character')}). Read a range of lines, for example view_range [1, 500], or process it with run_code.`;
}
