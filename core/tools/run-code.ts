import { z } from 'zod';
import type { Json } from '../base/index.ts';
import { describePackages, type Mounts, type OutputEntry, type RunResult } from '../sandbox/index.ts';
import { filesOf, type KeptFiles, keepFiles } from './code-files.ts';
import { suspendedOutcome, suspensionOf } from './code-suspension.ts';
import { codeFunctions, describeCodeTools, describeHost } from './code-tools.ts';
import type { Tool, ToolOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { boundResult } from './outputs.ts';
import type { ToolParts } from './ports.ts';
import { quietPreview } from './previews.ts';
import { count } from './wording.ts';

const input = z.object({
  code: z
    .string()
    .min(1)
    .describe(
      'The program. Top-level await works. The value of `return` or of the last expression is the result.',
    ),
  language: z.enum(['javascript', 'typescript']).optional().describe('javascript when left out'),
});

const introduction = `Runs JavaScript or TypeScript in the session's sandbox: no network and no programs of the computer, but files, the functions below, console, and plain JavaScript. What console prints and what the code returns come back. Nothing is kept between runs; keep files in /workspace.

Use it to compute, to process files too long to read, and to make many calls in one go: only what you print or return is shown to you.

\`import fs from 'fs'\` gives the promises of Node's fs (await fs.readFile(path, 'utf8'), writeFile, appendFile, readdir, stat, access, mkdir, rm, rename, copyFile, unlink; no Sync functions): /workspace and /mnt/session/outputs to read and write, /mnt/session/uploads and /mnt/folders/<name> to read; relative paths mean /workspace. What the code writes lands in the workspace together when it ends, also when it throws, and before each call of a tool; when it is killed or stopped, what had not landed is dropped.

\`import\` also gives your own modules in /workspace by path (./lib/x.ts, .js, .json) and these packages, no others: ${describePackages()}. fetch is refused.

Every function of \`tools\` is a tool of this session and is checked, asked about and logged like a direct call. It resolves with the tool's result, a string unless its declaration says otherwise: for read the text of the file, for glob and grep one line per match and an empty string when there is none. When a tool fails or the call is denied it rejects with an Error (name ToolError) whose message says why; catch it if the code should go on. Time spent waiting for a tool or for the owner does not count.

`;

/** `run_code`: a program in the sandbox that can call `nested`, the session's other tools, each through the gate. */
export function runCodeTool(parts: ToolParts, nested: readonly Tool[]): Tool {
  return defineTool({
    name: 'run_code',
    description: `${introduction}${describeCodeTools(nested)}`,
    inputSchema: input,
    // what its calls did is in the log; the code itself must not run twice unasked
    labels: {
      recovery: 'effectful',
      reversibility: 'reversible',
      effect: 'none',
      output: 'untrusted',
      sinks: [],
      payload: ['code'],
    },
    preview: async ({ code, language = 'javascript' }) => ({
      ...quietPreview(
        `Run ${count(code.split('\n').length, 'line')} of ${language === 'typescript' ? 'TypeScript' : 'JavaScript'} in the sandbox.`,
        'sandbox',
      ),
      facts: [
        {
          label: 'Can reach',
          value:
            'the workspace, the granted folders for reading, and the tools of this session, each checked by itself; no network',
        },
      ],
    }),
    async run({ code, language = 'javascript' }, context) {
      const files = filesOf(parts, nested, context);
      const suspension = await suspensionOf(context, files);
      const result = await parts.sandbox.run({
        taskId: context.sessionId,
        code,
        language,
        hostFunctions: codeFunctions(parts, nested, context, files),
        internals: { ...files.internals, describe: describeHost(nested) },
        onOutput: (stream, text) =>
          context.output(stream === 'error' || stream === 'warn' ? 'stderr' : 'stdout', `${text}\n`),
        signal: context.signal,
        ...(parts.limits ? { limits: parts.limits } : {}),
        ...(suspension ? { suspension } : {}),
      });
      if (!result.ok && result.record) return suspendedOutcome(result.record, files);
      const kept = await keepFiles(files, result);
      const mounts = await parts.mounts({ sessionId: context.sessionId, writtenBy: 'run_code' });
      return outcomeOf(result, kept, context.toolUseId, mounts);
    },
  });
}

async function outcomeOf(
  result: RunResult,
  kept: KeptFiles,
  id: string,
  mounts: Mounts,
): Promise<ToolOutcome> {
  const printed = printedText(result.logs);
  const sections = result.ok
    ? [kept.note, printed, result.value === undefined ? '' : `Returned: ${show(result.value)}`]
    : [failureText(result), kept.note, printed === '' ? '' : `Printed before that:\n${printed}`];
  const text =
    sections.filter((section) => section !== '').join('\n\n') ||
    'The code ran. It printed and returned nothing.';
  const bound = await boundResult(text, id, mounts);
  const { limits, ...used } = result.stats;
  return {
    content: [{ type: 'text', text: bound.text }],
    isError: !result.ok || kept.isLost,
    details: {
      ...(result.ok ? {} : { ended_by: result.reason }),
      guest_ms: Math.round(used.guestMs),
      wall_ms: Math.round(used.wallMs),
      peak_memory_bytes: used.peakMemoryBytes,
      tool_calls: used.hostCalls,
      output_bytes: used.outputBytes,
      ...kept.details,
      limits: {
        time_ms: limits.timeMs,
        memory_bytes: limits.memoryBytes,
        tool_calls: limits.hostCalls,
        output_bytes: limits.outputBytes,
      },
      ...(bound.file ? { file: bound.file } : {}),
    },
  };
}

function printedText(logs: readonly OutputEntry[]): string {
  return logs.map((entry) => entry.text).join('\n');
}

function show(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

const endings = {
  error: 'The code failed',
  syntax: 'The code does not parse',
  timeout: 'Killed: the code took too long',
  memory: 'Killed: the code used too much memory',
  stack: 'Killed: the code recursed too deep',
  output_limit: 'Killed: too much output',
  host_calls: 'Killed: too many tool calls',
  aborted: 'Stopped by the owner while it ran',
  diverged: 'Not gone on with: run again after it had waited, the code did something else',
  suspended: 'The code waits',
  crashed: 'The sandbox died; the next run gets a new one with the same workspace',
} as const;

function failureText(result: Extract<RunResult, { ok: false }>): string {
  const place = result.line === undefined ? '' : ` (line ${result.line}, column ${result.column ?? 1})`;
  const stack = result.stack ? `\n${result.stack}` : '';
  return `${endings[result.reason]}${place}: ${result.message}${stack}`;
}
