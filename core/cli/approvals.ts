import { createTwoFilesPatch } from 'diff';
import type { Approval, Question } from '../api/contract.ts';
import { type ApiClient, ApiError } from './client.ts';
import { type Terminal, visible } from './terminal.ts';

/** Answers everything that waits in a session. Where nobody can be asked the answer is no, and that is said. */
export async function answerWhatWaits(
  client: ApiClient,
  terminal: Terminal,
  sessionId: string,
  mayAsk: boolean,
): Promise<void> {
  const query = { session_id: sessionId };
  for (const approval of (await client.call('listApprovals', { query })).data) {
    terminal.say(previewText(approval));
    const answer = mayAsk ? await askApproval(terminal, approval) : null;
    if (answer === null) terminal.say('  Denied: there is nobody here to ask.\n');
    const body = { input_hash: approval.input_hash, ...(answer ?? { decision: 'deny' as const }) };
    await unlessAnswered(terminal, client.call('answerApproval', { parameters: { id: approval.id }, body }));
  }
  for (const question of (await client.call('listQuestions', { query })).data) {
    terminal.say(questionText(question));
    const answer = mayAsk ? await terminal.ask('  Your answer (empty: no answer): ') : null;
    if (!mayAsk) terminal.say('  Not answered: there is nobody here to ask.\n');
    const text = answer?.trim() ?? '';
    const body = text === '' ? { declined: true as const } : { answer: chosen(question, text) };
    const parameters = { toolUseId: question.tool_use_id };
    await unlessAnswered(terminal, client.call('answerQuestion', { parameters, body }));
  }
}

type Answer = { decision: 'allow_once' | 'allow_session' | 'deny'; note?: string };

/** Null when the input ended. Anything but a clear yes is asked again. */
async function askApproval(terminal: Terminal, approval: Approval): Promise<Answer | null> {
  const rule = approval.rule_offered;
  const choices = `  y allow once · ${rule === null ? '' : 's allow for this session · '}n deny · d deny with a note: `;
  for (;;) {
    const choice = (await terminal.ask(choices))?.trim().toLowerCase();
    if (choice === undefined) return null;
    if (choice === 'y' || choice === 'yes') return { decision: 'allow_once' };
    if (choice === 's' && rule !== null) return { decision: 'allow_session' };
    if (choice === 'n' || choice === 'no') return { decision: 'deny' };
    if (choice !== 'd') continue;
    const note = (await terminal.ask('  Note for the agent: '))?.trim();
    return { decision: 'deny', ...(note ? { note } : {}) };
  }
}

/** Everything that would happen, in full: nobody can allow what was not shown. */
export function previewText({ tool, input, preview, why, rule_offered: rule }: Approval): string {
  const lines = [
    '',
    `  ${tool}: ${preview.sentence}`,
    ...why.map((reason) => `  because: ${reason}`),
    ...preview.facts.map(({ label, value }) => `  ${label}: ${value}`),
    ...(preview.reversible ? [] : ['  This cannot be undone.']),
    ...preview.diff.flatMap(({ path, before, after }) =>
      createTwoFilesPatch(path, path, before ?? '', after ?? '').split('\n'),
    ),
    ...(preview.diff.length === 0 ? JSON.stringify(input, null, 2).split('\n') : []),
    ...(rule === null ? [] : [`  s would add the rule: ${rule.text}`]),
    '',
  ];
  return visible(lines.join('\n'));
}

function questionText({ question, options, why }: Question): string {
  const list = options.map((option, index) => `    ${index + 1} ${option}\n`).join('');
  return visible(`\n  The agent asks: ${question}\n${why === null ? '' : `  because: ${why}\n`}${list}`);
}

/** A number stands for the option of that number. */
function chosen({ options }: Question, text: string): string {
  return /^\d+$/.test(text) ? (options[Number(text) - 1] ?? text) : text;
}

/** It may have been answered elsewhere in the meantime, which is as good. */
async function unlessAnswered(terminal: Terminal, answering: Promise<unknown>): Promise<void> {
  try {
    await answering;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    terminal.say(`  ${visible(error.message)}\n`);
  }
}
