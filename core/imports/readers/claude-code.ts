import type { ReadItem } from '../types.ts';
import { buildItem, type ItemBuilder, lastOf, titleFrom } from './item.ts';
import type { JsonLine } from './json-lines.ts';
import { type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

/** Lines of a transcript that Claude Code keeps of a session. */
export function isClaudeCode(lines: readonly JsonLine[]): boolean {
  return lines.some(
    ({ value }) =>
      (value.type === 'user' || value.type === 'assistant') &&
      typeof value.message === 'object' &&
      (typeof value.sessionId === 'string' || typeof value.uuid === 'string'),
  );
}

// what the program puts into the user's mouth: commands, their output, reminders
const byProgram =
  /^\s*<(?:command-|local-command|system-reminder|user-prompt-submit-hook|bash-(?:std|input))/;

export function readClaudeCode(lines: readonly JsonLine[], file: string): ReadItem {
  const session = lines.map(({ value }) => textOf(value.sessionId)).find((id) => id !== '');
  const builder = buildItem({
    format: 'claude_code',
    key: session ?? file,
    title: '',
    file,
  });
  let title = '';
  for (const { value } of lines) {
    if (value.type === 'summary') title = textOf(value.summary) || title;
    else if (value.type === 'custom-title') title = textOf(value.customTitle) || title;
    else if (value.type === 'user' || value.type === 'assistant') readLine(value, builder);
    else builder.leaveOut('system');
  }
  const said = builder.item.messages.find(({ side }) => side === 'user')?.text ?? '';
  builder.item.title = titleFrom(title) || titleFrom(said) || lastOf(file);
  return builder.item;
}

function readLine(value: Json, { say, leaveOut }: ItemBuilder): void {
  if (value.isSidechain === true) {
    leaveOut('side_thread');
    return;
  }
  if (value.isMeta === true || value.isCompactSummary === true) {
    leaveOut('system');
    return;
  }
  const isUser = value.type === 'user';
  const { content } = recordOf(value.message);
  const saidAt = timeOf(value.timestamp);
  const speak = (text: string) => {
    if (isUser && byProgram.test(text)) leaveOut('system');
    else say({ speaker: isUser ? 'User' : 'Claude Code', side: isUser ? 'user' : 'assistant', saidAt, text });
  };
  if (typeof content === 'string') {
    speak(content);
    return;
  }
  for (const block of listOf(content).map(recordOf)) {
    if (block.type === 'text') speak(textOf(block.text));
    else if (block.type === 'thinking' || block.type === 'redacted_thinking') leaveOut('thinking');
    else if (block.type === 'tool_use') leaveOut('tool_call');
    else if (block.type === 'tool_result') leaveOut('tool_result');
    else if (block.type === 'image') leaveOut('picture');
    else leaveOut('attachment');
  }
}
