import picomatch from 'picomatch';
import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import { workspaceRoot } from '../sandbox/index.ts';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { reachable, withFileOutcomes } from './files.ts';
import { startPatternWorker } from './pattern-worker.ts';
import type { ToolParts } from './ports.ts';
import { previewOfReading } from './read.ts';
import { filesBelow, type Walked } from './walk.ts';
import { quoted } from './wording.ts';

const mostForModel = 200;
const mostForCode = 10_000;
const timeMs = 10_000;

const input = z.object({
  pattern: z.string().min(1).max(1000).describe('For example **/*.csv'),
  path: z
    .string()
    .optional()
    .describe('Folder to search in; /workspace when left out, /mnt/folders for all granted folders'),
});

/** `glob`: paths of files that match a pattern, the latest changed first. */
export function globTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'glob',
    description:
      'Finds files by name. Gives absolute paths, one a line, the latest changed first, at most 200. Looks below /workspace unless path says otherwise; path /mnt/folders means all granted folders.',
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
      const mounts = await parts.mounts({ sessionId, writtenBy: 'glob' });
      const preview = previewOfReading(mounts, 'Look for files in', path ?? workspaceRoot);
      return { ...preview, sentence: `Look for ${quoted(pattern)} in ${quoted(path ?? workspaceRoot)}.` };
    },
    async run({ pattern, path }, { sessionId, signal }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'glob' });
      const where = splitPattern(pattern, path);
      if (typeof where === 'string') return errorOutcome(where);
      return withFileOutcomes(mounts, where.path, async () => {
        const all: Walked[] = [];
        for await (const file of filesBelow(mounts, where.path, signal)) all.push(file);
        const found = await matching(all, where.pattern, signal);
        found.sort((left, right) => right.modifiedAt - left.modifiedAt || (left.path < right.path ? -1 : 1));
        const isCode = parts.nesting.isCode();
        const shown = found.slice(0, isCode ? mostForCode : mostForModel);
        const lines = shown.map((file) => file.path).join('\n');
        const details = { found: found.length };
        if (isCode) return textOutcome(lines, details);
        if (found.length === 0) return textOutcome(`no matches. ${reachable(mounts)}`, details);
        const more = found.length > shown.length ? `\n[the latest ${shown.length} of ${found.length}]` : '';
        return textOutcome(lines + more, details);
      });
    },
  });
}

async function matching(files: readonly Walked[], pattern: string, signal: AbortSignal): Promise<Walked[]> {
  // few stars and no groups: cannot take long, so no thread is worth it
  if ((pattern.match(/\*+/g) ?? []).length <= 3 && !pattern.includes('(')) {
    const isMatch = picomatch(pattern, { dot: true });
    return files.filter((file) => isMatch(file.inside));
  }
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeMs)]);
  const worker = startPatternWorker(picomatch.makeRe(pattern, { dot: true }).source, stop);
  try {
    const isMatch = await worker.names(files.map((file) => file.inside));
    return files.filter((_, index) => isMatch[index]);
  } catch (caught) {
    signal.throwIfAborted();
    if (!stop.aborted) throw caught;
    throw new HoldfastError(
      'invalid_request',
      `The pattern took longer than ${timeMs / 1000} s: use a simpler one.`,
    );
  } finally {
    await worker.close();
  }
}

// an absolute pattern is taken apart into a folder and a pattern below it
function splitPattern(pattern: string, path: string | undefined): { path: string; pattern: string } | string {
  if (pattern.split(/[\\/{},]/).includes('..')) return '".." is not allowed in the pattern.';
  if (!pattern.startsWith('/')) return { path: path ?? workspaceRoot, pattern: pattern.replace(/^\.\//, '') };
  const { base, glob } = picomatch.scan(pattern);
  if (glob !== '') return { path: base === '' ? '/' : base, pattern: glob };
  const cut = pattern.lastIndexOf('/');
  return { path: pattern.slice(0, cut) || '/', pattern: pattern.slice(cut + 1) };
}
