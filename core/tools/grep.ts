import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import { looksLikeText, type Mounts, workspaceRoot } from '../sandbox/index.ts';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { reachable, withFileOutcomes } from './files.ts';
import { boundResult } from './outputs.ts';
import { startPatternWorker } from './pattern-worker.ts';
import type { ToolParts } from './ports.ts';
import { previewOfReading } from './read.ts';
import { filesBelow } from './walk.ts';
import { count, quoted } from './wording.ts';

const mostFileBytes = 16_000_000;
const mostHits = 20_000;
const timeMs = 60_000;

const input = z.object({
  pattern: z.string().min(1).max(2000).describe('A JavaScript regular expression, matched line by line'),
  path: z
    .string()
    .optional()
    .describe('File or folder to search in; /workspace when left out, /mnt/folders for all granted folders'),
});

interface Search {
  lines: string[];
  files: number;
  left: { protected: number; large: number; binary: number };
  endedBy: 'end' | 'time' | 'hits';
}

/** `grep`: lines that match a regular expression, as `path:line:text`. */
export function grepTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'grep',
    description:
      'Searches the content of text files for a regular expression. Gives path:line:text, one match a line. Looks below /workspace unless path says otherwise; path /mnt/folders means all granted folders.',
    inputSchema: input,
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'untrusted',
      sinks: ['path'],
      payload: [],
    },
    async preview({ pattern, path }, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'grep' });
      const preview = previewOfReading(mounts, 'Search in', path ?? workspaceRoot);
      return { ...preview, sentence: `Search for ${quoted(pattern)} in ${quoted(path ?? workspaceRoot)}.` };
    },
    async run({ pattern, path = workspaceRoot }, { sessionId, toolUseId, signal }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'grep' });
      const problem = problemWith(pattern);
      if (problem !== null) return errorOutcome(`The pattern is not a valid regular expression: ${problem}`);
      return withFileOutcomes(mounts, path, async () => {
        const search = await searchFiles(mounts, { pattern, path, signal });
        const isCode = parts.nesting.isCode();
        const found = search.lines.join('\n');
        const details = {
          files: search.files,
          matches: search.lines.length,
          left_out: search.left,
          ended_by: search.endedBy,
        };
        if (isCode) return textOutcome(found, details);
        if (search.lines.length === 0 && search.endedBy === 'time')
          return errorOutcome(`grep: stopped after ${timeMs / 1000} s without a match`, details);
        const text =
          search.lines.length === 0
            ? `no matches in ${count(search.files, 'file')}. ${reachable(mounts)}`
            : found;
        const bound = await boundResult(text + notes(search), toolUseId, mounts);
        return textOutcome(bound.text, { ...details, ...(bound.file ? { file: bound.file } : {}) });
      });
    },
  });
}

function problemWith(pattern: string): string | null {
  try {
    new RegExp(pattern);
    return null;
  } catch (caught) {
    return caught instanceof Error ? caught.message : String(caught);
  }
}

async function searchFiles(
  mounts: Mounts,
  input: { pattern: string; path: string; signal: AbortSignal },
): Promise<Search> {
  const { pattern, path, signal } = input;
  const deadline = AbortSignal.timeout(timeMs);
  const stop = AbortSignal.any([signal, deadline]);
  const search: Search = { lines: [], files: 0, left: { protected: 0, large: 0, binary: 0 }, endedBy: 'end' };
  const worker = startPatternWorker(pattern, stop);
  try {
    for await (const file of filesBelow(mounts, path, stop)) {
      const bytes = file.isProtected
        ? 'protected'
        : file.sizeBytes > mostFileBytes
          ? 'large'
          : await textBytes(mounts, file.path);
      if (bytes === null) continue;
      if (typeof bytes === 'string') {
        search.left[bytes] += 1;
        continue;
      }
      search.files += 1;
      const hits = await worker.lines(bytes, mostHits - search.lines.length);
      for (const [line, text] of hits) search.lines.push(`${file.path}:${line}:${text}`);
      if (search.lines.length >= mostHits) {
        search.endedBy = 'hits';
        break;
      }
    }
  } catch (caught) {
    signal.throwIfAborted();
    if (!deadline.aborted) throw caught;
    search.endedBy = 'time';
  } finally {
    await worker.close();
  }
  return search;
}

// a file that went away or may not be opened is no reason to find nothing
async function textBytes(mounts: Mounts, path: string): Promise<Uint8Array | 'binary' | 'protected' | null> {
  try {
    const { bytes } = await mounts.readFile(path);
    return looksLikeText(bytes) ? bytes : 'binary';
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
    if (caught.code === 'path_protected') return 'protected';
    if (caught.code === 'file_not_found' || caught.code === 'conflict' || caught.code === 'path_outside')
      return null;
    throw caught;
  }
}

function notes({ left, endedBy }: Search): string {
  const notes = [
    left.protected > 0 ? `${count(left.protected, 'protected file')} not searched` : '',
    left.large > 0 ? `${count(left.large, 'file')} of more than 16 MB not searched` : '',
    endedBy === 'time' ? `stopped after ${timeMs / 1000} s` : '',
    endedBy === 'hits' ? `stopped after ${mostHits} matches` : '',
  ].filter((note) => note !== '');
  return notes.length > 0 ? `\n[${notes.join('; ')}]` : '';
}
