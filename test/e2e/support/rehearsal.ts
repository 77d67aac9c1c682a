import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRehearsalScript } from '../../../core/model/index.ts';

export interface RehearsalStep {
  id?: string;
  when?: Record<string, unknown>;
  times?: number;
  reply: Record<string, unknown>;
}

/** The words after the executable that make the app play `steps` in place of a model (docs/rehearsal.md). */
export function playing(
  steps: readonly RehearsalStep[],
  name = 'a test',
  captures: Record<string, object> = {},
  /** What is said when a call is to be judged. */
  judge?: string,
): string[] {
  const script = { name, description: 'I play what a test needs.', steps, captures, judge };
  // a mistake in a script is shown here, with its place, instead of in a dialog of the app
  parseRehearsalScript(script, name);
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-script-')), 'script.json');
  writeFileSync(file, JSON.stringify(script));
  return [`--model=rehearsal:${file}`];
}

export const say = (text: string) => ({ text });
export const think = (thinking: string) => ({ thinking });
export const call = (name: string, input: Record<string, unknown>) => ({ tool_use: { name, input } });

/** The owner says something with `words` in it. */
export const heard = (words: string) => ({ last: 'user', contains: words });
