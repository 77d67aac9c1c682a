import type { LeftOutKind, ReadItem } from '../types.ts';
import { buildItem, type ItemBuilder } from './item.ts';
import { isRecord, type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

/** One conversation of ChatGPT's data export: a tree of nodes, of which one path was what the user saw last. */
export function isChatGpt(value: Json): boolean {
  return isRecord(value.mapping);
}

export function readChatGpt(value: Json, file: string): ReadItem {
  const id = textOf(value.conversation_id) || textOf(value.id);
  const title = textOf(value.title);
  const created = timeOf(value.create_time);
  const builder = buildItem({
    format: 'chatgpt',
    key: id || (created === null ? '' : `${title} ${created}`),
    title: title || 'ChatGPT',
    file,
  });
  const nodes = recordOf(value.mapping);
  const path = shownPath(nodes, textOf(value.current_node));
  const shown = new Set(path);
  for (const [name, node] of Object.entries(nodes))
    if (!shown.has(name) && isRecord(recordOf(node).message)) builder.leaveOut('other_branch');
  for (const name of path) readMessage(recordOf(recordOf(nodes[name]).message), builder);
  return builder.item;
}

/**
 * The nodes from the root to the current one, or to the newest leaf where none is named. A node whose parent is not there is below the one
 * that names it as a child. A tree that runs in circles ends where it does.
 */
function shownPath(nodes: Json, current: string): string[] {
  const parents = new Map<string, string>();
  for (const [name, node] of Object.entries(nodes))
    for (const child of listOf(recordOf(node).children)) parents.set(textOf(child), name);
  const path: string[] = [];
  const seen = new Set<string>();
  let at = Object.hasOwn(nodes, current) ? current : newestLeaf(nodes);
  while (at !== '' && Object.hasOwn(nodes, at) && !seen.has(at)) {
    seen.add(at);
    path.push(at);
    const parent = textOf(recordOf(nodes[at]).parent);
    at = Object.hasOwn(nodes, parent) ? parent : (parents.get(at) ?? '');
  }
  return path.reverse();
}

function newestLeaf(nodes: Json): string {
  let newest = '';
  let newestTime = -1;
  for (const [name, value] of Object.entries(nodes)) {
    const node = recordOf(value);
    if (listOf(node.children).length > 0) continue;
    const time = Number(recordOf(node.message).create_time ?? 0) || 0;
    if (time >= newestTime) [newest, newestTime] = [name, time];
  }
  return newest;
}

const kinds: Readonly<Record<string, LeftOutKind>> = {
  code: 'tool_call',
  execution_output: 'tool_result',
  tether_quote: 'tool_result',
  tether_browsing_display: 'tool_result',
  system_error: 'tool_result',
  thoughts: 'thinking',
  reasoning_recap: 'thinking',
  user_editable_context: 'system',
  model_editable_context: 'system',
};

/** What a message is, where it is no words that somebody said. */
function kindOf({ author, metadata, recipient }: Json, type: string): LeftOutKind | null {
  const { role } = recordOf(author);
  if (role === 'system' || recordOf(metadata).is_visually_hidden_from_conversation === true) return 'system';
  if (role === 'tool') return 'tool_result';
  const isCall = role === 'assistant' && textOf(recipient) !== '' && recipient !== 'all';
  return kinds[type] ?? (isCall ? 'tool_call' : null);
}

function readMessage(message: Json, { say, leaveOut }: ItemBuilder): void {
  // the root, and nodes that only hold the tree together
  if (!isRecord(message.content)) return;
  const kind = kindOf(message, textOf(message.content.content_type));
  if (kind !== null) {
    leaveOut(kind);
    return;
  }
  const texts: string[] = [];
  for (const part of listOf(message.content.parts)) {
    if (typeof part === 'string') texts.push(part);
    else if (recordOf(part).content_type === 'audio_transcription') texts.push(textOf(recordOf(part).text));
    else leaveOut(textOf(recordOf(part).content_type).includes('image') ? 'picture' : 'attachment');
  }
  const text = texts.filter((each) => each.trim() !== '').join('\n\n') || textOf(message.content.text);
  if (text.trim() === '' && listOf(message.content.parts).some(isRecord)) return;
  const isUser = recordOf(message.author).role === 'user';
  say({
    speaker: isUser ? 'User' : 'ChatGPT',
    side: isUser ? 'user' : 'assistant',
    saidAt: timeOf(message.create_time),
    text,
  });
}
