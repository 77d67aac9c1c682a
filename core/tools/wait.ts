import { z } from 'zod';
import type { Clock } from '../base/index.ts';
import { type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { quietPreview } from './previews.ts';
import { count, quoted } from './wording.ts';

export const waitName = 'wait';

const input = z.object({
  seconds: z.number().int().min(1).max(3600).describe('How long; at most an hour'),
  reason: z.string().min(1).max(300).describe('What you are waiting for; the owner sees it'),
});

/**
 * `wait`: lets time pass, so that a thing can be looked at again without that being a loop. After a restart it waits for what is left
 * of the time since the call was started; a clock that was set back never makes the wait longer than asked for.
 */
export function waitTool(clock: Pick<Clock, 'now' | 'sleep'>): Tool {
  return defineTool({
    name: waitName,
    description:
      'Waits, then returns. Use it between two looks at something that takes time (a job, a page that is down, a file that is to appear) instead of asking again at once. The owner can stop it at any moment.',
    inputSchema: input,
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: [],
    },
    preview: async ({ seconds, reason }) =>
      quietPreview(`Wait ${count(seconds, 'second')}: ${quoted(reason)}.`, 'none'),
    async run({ seconds }, { startedAt, signal }) {
      const passedMs = Math.max(0, clock.now() - startedAt);
      await clock.sleep(Math.max(0, seconds * 1000 - passedMs), signal);
      return textOutcome(`Waited ${count(seconds, 'second')}.`);
    },
  });
}
