import { z } from 'zod';
import type { ShellResult } from '../sandbox/index.ts';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { boundResult } from './outputs.ts';
import type { ToolParts } from './ports.ts';
import { quietPreview } from './previews.ts';
import { withoutColours } from './terminal-text.ts';
import { count, quoted } from './wording.ts';

const defaultTimeMs = 120_000;

const input = z.object({
  command: z.string().max(100_000).optional().describe('The command or script to run'),
  restart: z.boolean().optional().describe('Begins anew: in /workspace, without the variables set before'),
  timeout_ms: z.number().int().min(100).max(600_000).optional().describe('120000 when left out'),
});

const introduction = `Runs a command in a virtual shell: bash syntax with pipes, redirections, loops and functions, and cat, ls, find, grep, sed, awk, sort, uniq, head, tail, cut, tr, wc, diff, jq, yq, xan, tar, gzip, date and more like them. No program of the computer is started and there is no network.

/workspace is where it begins, to read and write, as is /mnt/session/outputs; /mnt/session/uploads can be read. The owner's folders below /mnt/folders can be read; to change them use write or edit. The current folder and variables are kept from one call to the next (restart forgets them), functions and /tmp are not. What a command changes is kept when it has ended, with whatever exit code; a command that is stopped or runs out of time changes nothing. Links and empty folders are not kept.`;

/** `bash`: a command in the virtual shell over the session's workspace. No process of the host is started. */
export function bashTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'bash',
    description: introduction,
    inputSchema: input,
    labels: {
      recovery: 'effectful',
      reversibility: 'reversible',
      effect: 'none',
      output: 'untrusted',
      sinks: [],
      payload: ['command'],
    },
    preview: async ({ command = '' }) => ({
      ...quietPreview(
        `Run ${quoted(command.trim().split('\n', 1)[0] ?? '')} in the virtual shell.`,
        'sandbox',
      ),
      facts: [
        {
          label: 'Can reach',
          value: 'the workspace, and the granted folders for reading; no program of the computer, no network',
        },
      ],
    }),
    async run({ command = '', restart, timeout_ms: timeMs = defaultTimeMs }, context) {
      if (command.trim() === '' && restart !== true) return errorOutcome('command is missing.');
      const mounts = await parts.mounts({ sessionId: context.sessionId, writtenBy: 'bash' });
      const startedAt = parts.clock.now();
      // two commands side by side would each begin from the workspace without the other's changes
      const result = await parts.turns.inTurn(`${context.sessionId} bash`, () =>
        parts.shell.run({
          command,
          isFresh: restart === true,
          mounts,
          timeMs,
          signal: context.signal,
          onOutput: (stream, text) => context.output(stream, withoutColours(text)),
        }),
      );
      const used = { guest_ms: parts.clock.now() - startedAt, limits: { time_ms: timeMs } };
      if (result.ended !== 'exit')
        return errorOutcome(`${endings[result.ended]}: ${result.message} Nothing of it was kept.`, {
          ended_by: result.ended,
          ...used,
        });
      if (command.trim() === '') return textOutcome('bash session restarted');
      const bound = await boundResult(textOf(result), context.toolUseId, mounts);
      return textOutcome(bound.text, {
        exit_code: result.exitCode,
        files_written: result.written.length,
        files_removed: result.removed.length,
        ...used,
        ...(bound.file ? { file: bound.file } : {}),
      });
    },
  });
}

const endings = {
  timeout: 'Killed: the command took too long',
  memory: 'Killed: the command used too much memory',
  aborted: 'Stopped by the owner while it ran',
  failed: 'The shell failed',
} as const;

function textOf({ output, exitCode, linksLeftOut }: Extract<ShellResult, { ended: 'exit' }>): string {
  const notes = [
    ...(exitCode === 0 ? [] : [`[exit code ${exitCode}]`]),
    ...(linksLeftOut.length === 0
      ? []
      : [`[${count(linksLeftOut.length, 'link')} left out: the workspace keeps files only]`]),
  ];
  const sections = [withoutColours(output), notes.join('\n')].map((section) => section.trimEnd());
  return sections.filter((section) => section !== '').join('\n') || '[no output]';
}
