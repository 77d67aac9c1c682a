import type { RehearsalScriptInput } from './rehearsal-script.ts';

export type Step = RehearsalScriptInput['steps'][number];
type Block = NonNullable<Step['reply']['blocks']>[number];

export const say = (text: string): Block => ({ text });
export const think = (thinking: string): Block => ({ thinking });
export const call = (name: string, input: Record<string, unknown>): Block => ({ tool_use: { name, input } });

export const report =
  '# Report\n\n{{headline}}.\n\n{{detail}}.\n\nComputed by Holdfast’s rehearsal from `{{csv}}`.\n';

/** What `remember` answers when the words come from a file: the owner decides about the note. */
export const isPutAside = 'Put aside';
export const waitsForYou =
  'The note with the figure **{{figure}}** waits for you in the memory, under *Quarantine*: it comes from your files, not from your own words. Release it, and I recall it in other sessions.';

export const writeReport = call('write', { file_path: '{{folder}}/report.md', content: report });
export const rememberFigure = call('remember', {
  text: '{{headline}} (from {{csv}}; report in {{folder}}/report.md).',
});
