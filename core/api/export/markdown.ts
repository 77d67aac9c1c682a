import {
  type ContentBlock,
  type ModelUsage,
  type SessionEvent,
  type StoredEvent,
  textOf,
} from '../../events/index.ts';
import { fenced, oneLine, quote } from './markdown-parts.ts';

export interface SessionHead {
  id: string;
  title: string | null;
  created_at: string;
  usage: ModelUsage;
}

/** A session as a document: what was said, what was done with which verdict, who decided. */
export async function* markdownOf(
  head: SessionHead,
  events: AsyncIterable<StoredEvent>,
): AsyncGenerator<string> {
  yield `# ${oneLine(head.title ?? 'Session')}\n\n`;
  yield `Session \`${head.id}\`, begun ${head.created_at}. `;
  yield `Tokens: ${head.usage.input_tokens} in, ${head.usage.output_tokens} out.\n`;
  for await (const { event } of events) {
    const text = paragraphOf(event);
    if (text !== null) yield `\n${text}\n`;
  }
}

function paragraphOf(event: SessionEvent): string | null {
  switch (event.type) {
    case 'user.message':
      return `## Owner · ${event.processed_at}\n\n${contentText(event.content)}`;
    case 'agent.message':
      return `## Agent · ${event.processed_at}\n\n${contentText(event.content)}`;
    case 'holdfast.imported_message':
      return `## ${oneLine(event.speaker ?? 'Unknown')}, imported · ${event.said_at ?? 'undated'}\n\n${contentText(event.content)}`;
    case 'agent.thinking':
      return event.holdfast?.thinking ? quote(`Thinking: ${event.holdfast.thinking}`) : null;
    case 'agent.tool_use':
      return `**${event.name}** (${event.evaluated_permission ?? 'allow'})\n\n${fenced(JSON.stringify(event.input, null, 2), 'json')}`;
    case 'agent.custom_tool_use':
      return `**${event.name}**\n\n${fenced(JSON.stringify(event.input, null, 2), 'json')}`;
    case 'agent.tool_result':
      return `${event.is_error ? 'Failed' : 'Result'}:\n\n${fenced(contentText(event.content ?? []), '')}`;
    case 'user.custom_tool_result':
      return `Answer:\n\n${quote(contentText(event.content ?? []))}`;
    case 'user.tool_confirmation':
      return event.result === 'allow'
        ? `*Allowed by ${event.holdfast?.by ?? 'the owner'}.*`
        : `*Denied by ${event.holdfast?.by ?? 'the owner'}${event.deny_message ? `: ${oneLine(event.deny_message)}` : ''}.*`;
    case 'user.interrupt':
      return '*Stopped by the owner.*';
    case 'session.error':
      return `*Error: ${oneLine(event.error.message)}*`;
    case 'holdfast.folder_granted':
      return `*Folder granted (${event.access}): \`${event.path}\`*`;
    case 'holdfast.folder_revoked':
      return '*A folder was taken back.*';
    case 'holdfast.rule_added':
      return `*Rule for this session: ${oneLine(event.text)}*`;
    case 'holdfast.rewound':
      return '*The owner went back and said the following instead.*';
    case 'holdfast.forgotten':
      return '*Something was forgotten here at the owner’s wish.*';
    default:
      return null;
  }
}

function contentText(content: readonly ContentBlock[]): string {
  const others = content.filter((block) => block.type !== 'text').map((block) => `[${block.type}]`);
  return [textOf(content), ...others].filter((part) => part !== '').join('\n\n');
}
