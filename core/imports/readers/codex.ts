import type { LeftOutKind, ReadItem } from '../types.ts';
import { buildItem, type ItemBuilder, lastOf, titleFrom } from './item.ts';
import type { JsonLine } from './json-lines.ts';
import { type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

const wrapped = new Set(['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted']);

/** Lines of a rollout that Codex keeps: wrapped in type and payload; in older ones the items themselves behind a line with the session's id. */
export function isCodex(lines: readonly JsonLine[]): boolean {
  const first = lines[0]?.value;
  if (first === undefined) return false;
  if (lines.some(({ value }) => wrapped.has(textOf(value.type)) && typeof value.payload === 'object'))
    return true;
  const isOldHead =
    typeof first.id === 'string' && typeof first.timestamp === 'string' && first.type === undefined;
  return isOldHead && lines.some(({ value }) => value.type === 'message' && Array.isArray(value.content));
}

// what the program says before the user does
const byProgram =
  /^\s*(?:<(?:environment_context|user_instructions|permissions|turn_aborted)|# AGENTS\.md instructions)/;

export function readCodex(lines: readonly JsonLine[], file: string): ReadItem {
  const meta = lines.find(({ value }) => value.type === 'session_meta')?.value.payload ?? lines[0]?.value;
  const builder = buildItem({ format: 'codex', key: textOf(recordOf(meta).id) || file, title: '', file });
  for (const { value } of lines) {
    if (value.type === 'response_item') readItem(recordOf(value.payload), timeOf(value.timestamp), builder);
    else if (value.type === 'compacted') builder.leaveOut('system');
    // the other wrapped lines repeat what the items say, or tell of the machine
    else if (!wrapped.has(textOf(value.type)) && typeof value.type === 'string')
      readItem(value, null, builder);
  }
  const said = builder.item.messages.find(({ side }) => side === 'user')?.text ?? '';
  builder.item.title = titleFrom(said) || lastOf(file);
  return builder.item;
}

function readItem(item: Json, saidAt: string | null, { say, leaveOut }: ItemBuilder): void {
  const isUser = item.role === 'user';
  const kind = kindOf(textOf(item.type), isUser || item.role === 'assistant');
  if (kind !== null) {
    leaveOut(kind);
    return;
  }
  for (const block of listOf(item.content).map(recordOf)) {
    const text = textOf(block.text);
    if (block.type === 'input_image') leaveOut('picture');
    else if (isUser && byProgram.test(text)) leaveOut('system');
    else say({ speaker: isUser ? 'User' : 'Codex', side: isUser ? 'user' : 'assistant', saidAt, text });
  }
}

/** What an item is, where it is no words that somebody said. */
function kindOf(type: string, isSpoken: boolean): LeftOutKind | null {
  if (type === 'message') return isSpoken ? null : 'system';
  if (type === 'reasoning') return 'thinking';
  if (type.endsWith('_output')) return 'tool_result';
  return type.endsWith('_call') ? 'tool_call' : 'other';
}
