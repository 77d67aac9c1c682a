import type { ReadItem } from '../types.ts';
import { buildItem, type ItemBuilder, titleFrom } from './item.ts';
import { type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

/** One conversation of the Claude app's data export (`conversations.json`). */
export function isClaude(value: Json): boolean {
  return Array.isArray(value.chat_messages);
}

export function readClaude(value: Json, file: string): ReadItem {
  const messages = listOf(value.chat_messages).map(recordOf);
  const created = timeOf(value.created_at);
  const builder = buildItem({
    format: 'claude',
    key: textOf(value.uuid) || (created === null ? '' : `${textOf(value.name)} ${created}`),
    title: textOf(value.name) || 'Claude',
    file,
  });
  for (const message of messages) readMessage(message, builder);
  const said = builder.item.messages.find(({ side }) => side === 'user');
  if (textOf(value.name).trim() === '' && said) builder.item.title = titleFrom(said.text);
  return builder.item;
}

function readMessage(message: Json, { say, leaveOut }: ItemBuilder): void {
  const isUser = message.sender === 'human' || message.sender === 'user';
  const saidAt = timeOf(message.created_at);
  const blocks = listOf(message.content).map(recordOf);
  const texts = blocks.filter(({ type }) => type === 'text').map(({ text }) => textOf(text));
  for (const { type } of blocks) {
    if (type === 'text') continue;
    if (type === 'thinking' || type === 'redacted_thinking') leaveOut('thinking');
    else if (type === 'tool_use') leaveOut('tool_call');
    else if (type === 'tool_result') leaveOut('tool_result');
    else if (type === 'image') leaveOut('picture');
    else leaveOut('other');
  }
  // older exports have the words in `text` alone; newer ones repeat them there with marks for what it cannot show
  const text = texts.some((each) => each.trim() !== '')
    ? texts.join('\n\n')
    : blocks.length > 0
      ? ''
      : textOf(message.text);
  if (text !== '' || blocks.length === 0)
    say({ speaker: isUser ? 'User' : 'Claude', side: isUser ? 'user' : 'assistant', saidAt, text });
  for (const attachment of listOf(message.attachments).map(recordOf)) {
    const words = textOf(attachment.extracted_content);
    // pasted and attached texts are mostly somebody else's
    if (words.trim() === '') leaveOut('attachment');
    else
      say({
        speaker: `Attached: ${textOf(attachment.file_name) || 'text'}`,
        side: 'document',
        saidAt,
        text: words,
      });
  }
  leaveOut('attachment', Math.max(listOf(message.files).length, listOf(message.files_v2).length));
}
