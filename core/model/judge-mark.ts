import type { ModelRequest } from './types.ts';

/** How the instructions of a request to the judge begin (core/harness/judge). */
export const judgeMark = 'You judge one call of an agent.';

/** Whether a request asks a model to judge a call, in place of working on a task. */
export function isJudgeRequest({ system }: Pick<ModelRequest, 'system'>): boolean {
  return system.some(({ text }) => text.startsWith(judgeMark));
}
