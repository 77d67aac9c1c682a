import { z } from 'zod';
import { defaultReachBounds } from '../gate/index.ts';
import { type HostCommandResult, type HostCommands, workspaceRoot } from '../sandbox/index.ts';
import { errorOutcome, type Tool, type ToolOutcome, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { placeOf, withFileOutcomes, withFileRefusals } from './files.ts';
import { runCommandName } from './names.ts';
import { boundResult } from './outputs.ts';
import type { ToolParts } from './ports.ts';
import { withoutColours } from './terminal-text.ts';
import { count, quoted } from './wording.ts';

const defaultTimeMs = 120_000;

/** Programs of the owner's computer; `isOn` is the owner's switch and what the computer can do. */
export interface HostCommandsPort extends Pick<HostCommands, 'run'> {
  isOn(): boolean;
}

const input = z.object({
  command: z.string().min(1).max(20_000).describe('The command, as for /bin/sh'),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The only files it sees, and where it begins: /workspace when left out, or /mnt/folders/<name>/…',
    ),
  timeout_ms: z.number().int().min(100).max(600_000).optional().describe('120000 when left out'),
});

const description = `Runs a program that is installed on the owner's computer, confined: no network, and of all files only a copy of one folder. The owner is asked for each command. What it changed in the folder is put back when it has ended, with whatever exit code; if it is stopped or takes too long, nothing is. At most 5,000 files and 256 MB: choose a small folder. Protected files (.env, .git/config, keys) are not there. Use bash or run_code where they can do it: they ask nobody.`;

/** `run_command`: a program of the computer, confined by the operating system, on a copy of one folder. */
export function runCommandTool(parts: ToolParts, host: HostCommandsPort): Tool {
  return defineTool({
    name: runCommandName,
    description,
    inputSchema: input,
    labels: {
      recovery: 'effectful',
      reversibility: 'compensable',
      // confined, and on a copy: what it can do is what a write into the folder can
      effect: 'local',
      output: 'untrusted',
      sinks: ['command', 'folder'],
      payload: ['command'],
    },
    async preview({ command, folder = workspaceRoot }, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: runCommandName });
      return withFileRefusals(mounts, folder, async () => {
        const place = placeOf(mounts, folder);
        const isReadOnly = place.kind !== 'root' && place.fileSystem.access === 'read';
        return {
          sentence: `Run a program of this computer in ${quoted(place.path)}.`,
          target: place.kind === 'folder' ? 'folder' : 'workspace',
          effect: 'local',
          // each file it changes has a checkpoint before it
          reversibility: 'reversible',
          paths: [place.path],
          facts: [
            { label: 'Command', value: command },
            {
              label: 'Can read',
              value: `a copy of ${place.path} without protected files, and the system’s programs`,
            },
            {
              label: 'Can change',
              value: isReadOnly ? 'nothing: the folder is for reading' : place.path,
            },
            { label: 'Network', value: 'none' },
          ],
          diffs: [],
          asksBecause: ['It runs a program of your computer.'],
          ruleOffered: {
            tool: runCommandName,
            match: { arguments: { command, folder: folder === workspaceRoot ? null : folder } },
            text: `Let the agent run exactly this command in ${place.path} for the rest of this session`,
          },
        };
      });
    },
    async run({ command, folder = workspaceRoot, timeout_ms: timeMs = defaultTimeMs }, context) {
      const { sessionId, toolUseId, signal } = context;
      if (!host.isOn()) return errorOutcome('The owner has switched programs of the computer off.');
      const mounts = await parts.mounts({ sessionId, writtenBy: runCommandName, toolUseId });
      const startedAt = parts.clock.now();
      return withFileOutcomes(mounts, folder, async () => {
        const { path } = placeOf(mounts, folder);
        const result = await host.run({
          command,
          mounts,
          folder: path,
          timeMs,
          signal,
          bounds: defaultReachBounds,
          onOutput: (stream, text) => context.output(stream, withoutColours(text)),
        });
        const used = { wall_ms: parts.clock.now() - startedAt, limits: { time_ms: timeMs } };
        if (result.ended !== 'exit')
          return errorOutcome(`${endings[result.ended]}: ${result.message} Nothing of it was kept.`, {
            ended_by: result.ended,
            ...used,
          });
        const bound = await boundResult(textOf(result), toolUseId, mounts);
        return outcomeOf(result, bound, used);
      });
    },
  });
}

type Exit = Extract<HostCommandResult, { ended: 'exit' }>;

function outcomeOf(
  { exitCode, written, removed, notKept }: Exit,
  bound: Awaited<ReturnType<typeof boundResult>>,
  used: Record<string, unknown>,
): ToolOutcome {
  return textOutcome(bound.text, {
    exit_code: exitCode,
    files_written: written.length,
    files_removed: removed.length,
    ...(notKept.length > 0 ? { files_not_kept: notKept.length } : {}),
    ...used,
    ...(bound.file ? { file: bound.file } : {}),
  });
}

const endings = {
  timeout: 'Killed: the command took too long',
  output_limit: 'Killed: too much output',
  aborted: 'Stopped by the owner while it ran',
  failed: 'The command failed',
  too_many: 'The command did more than may be kept without being seen',
} as const;

function textOf({ output, exitCode, written, removed, notKept, leftOut }: Exit): string {
  const list = (paths: readonly string[]) => {
    const shown = paths.slice(0, 20).join(', ');
    return paths.length > 20 ? `${shown} and ${paths.length - 20} more` : shown;
  };
  const notes = [
    ...(exitCode === 0 ? [] : [`[exit code ${exitCode}]`]),
    ...(written.length > 0 ? [`[written: ${list(written)}]`] : []),
    ...(removed.length > 0 ? [`[deleted: ${list(removed)}]`] : []),
    ...(notKept.length > 0
      ? [`[not kept: ${list(notKept.map(({ path, reason }) => `${path} (${reason})`))}]`]
      : []),
    ...(leftOut > 0 ? [`[${count(leftOut, 'protected file')} left out of the copy]`] : []),
  ];
  const text = withoutColours(output).trimEnd();
  return [text, ...notes].filter((each) => each !== '').join('\n') || '[no output]';
}
