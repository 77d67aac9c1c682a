import type { ContentBlock, EventOf } from '../events/index.ts';
import type { ModelBlock, ModelMessage, ToolResultBlock } from '../model/index.ts';
import type { AssistantTurn, View } from './view.ts';

const forgotten = '[forgotten by the owner]';

/**
 * The view as messages of the Messages API: roles alternate, every tool use is followed by its result at the head of the next
 * user message. A call without a result gets one that says so, so that a request is never refused for an unpaired call.
 */
export function toMessages(view: View): ModelMessage[] {
  const messages: ModelMessage[] = [];
  const add = (role: ModelMessage['role'], content: ModelBlock[]) => {
    if (content.length === 0) return;
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content });
  };
  for (const turn of view.turns) {
    if (turn.kind === 'owner') {
      add('user', turn.event.content.map(contentToBlock));
      continue;
    }
    add('assistant', assistantBlocks(turn));
    add(
      'user',
      turn.blocks.flatMap((event) => (isToolUse(event) ? [resultOf(event, view)] : [])),
    );
  }
  return messages;
}

function assistantBlocks(turn: AssistantTurn): ModelBlock[] {
  return turn.blocks.flatMap((event): ModelBlock[] => {
    switch (event.type) {
      case 'agent.message':
        return event.content
          .map((block) => ({ type: 'text' as const, text: block.type === 'text' ? block.text : forgotten }))
          .filter((block) => block.text.trim() !== '');
      case 'agent.thinking': {
        const { thinking, signature, redacted } = event.holdfast ?? {};
        if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }];
        return thinking !== undefined && signature ? [{ type: 'thinking', thinking, signature }] : [];
      }
      default:
        return [{ type: 'tool_use', id: modelIdOf(event), name: event.name, input: event.input }];
    }
  });
}

function resultOf(
  use: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>,
  view: View,
): ToolResultBlock {
  const result = view.results.get(use.id);
  const id = modelIdOf(use);
  if (!result)
    return {
      type: 'tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text: 'There is no result: it was not run.' }],
      is_error: true,
    };
  const content = (result.content ?? []).flatMap((block) => {
    const converted = contentToBlock(block);
    return converted.type === 'text' || converted.type === 'image'
      ? [converted]
      : [{ type: 'text' as const, text: `[${block.type}]` }];
  });
  return { type: 'tool_result', tool_use_id: id, content, ...(result.is_error ? { is_error: true } : {}) };
}

function isToolUse(
  event: AssistantTurn['blocks'][number],
): event is EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'> {
  return event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use';
}

function modelIdOf(use: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>): string {
  return use.holdfast?.model_tool_use_id ?? use.id;
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function contentToBlock(block: ContentBlock): ModelBlock {
  if (block.type === 'text') return { type: 'text', text: block.text };
  if (block.type === 'redacted') return { type: 'text', text: forgotten };
  if (block.type === 'image' && block.source.type === 'base64') {
    const { media_type: given, data } = block.source;
    const mediaType = imageTypes.find((type) => type === given);
    return mediaType
      ? { type: 'image', source: { type: 'base64', media_type: mediaType, data } }
      : { type: 'text', text: `[image of type ${given}, which the model cannot read]` };
  }
  if (block.type === 'document' && block.source.type === 'text') {
    const title = block.title ?? undefined;
    return { type: 'document', source: block.source, ...(title === undefined ? {} : { title }) };
  }
  if (
    block.type === 'document' &&
    block.source.type === 'base64' &&
    block.source.media_type === 'application/pdf'
  ) {
    return {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: block.source.data },
    };
  }
  return { type: 'text', text: `[${block.type} that cannot be shown to the model]` };
}
