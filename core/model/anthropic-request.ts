import type { Anthropic } from '@anthropic-ai/sdk';
import type { ModelBlock, ModelMessage, ModelRequest, SystemBlock } from './types.ts';

type CacheControl = { cache_control?: { type: 'ephemeral' } };
const mark: CacheControl = { cache_control: { type: 'ephemeral' } };

// the API refuses more than four marks: up to two in system, one on tools, one on the last message
const mostSystemMarks = 2;

/**
 * Builds the body of a streaming request. With `caching`, marks the stable stretches: the last tool, the system
 * blocks that ask for it (else the last one) and the last user message, so that each turn reads what the one
 * before it wrote. Leaves out what the API would refuse: empty texts, messages that are empty without them, and
 * thinking that nobody signed.
 */
export function toAnthropicBody(
  request: ModelRequest,
  caching: boolean,
): Anthropic.MessageCreateParamsStreaming {
  const { thinking, effort } = request;
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    messages: toMessages(request.messages, caching),
    ...(request.system.length > 0 && { system: toSystem(request.system, caching) }),
    ...(request.tools.length > 0 && { tools: toTools(request, caching) }),
    ...(thinking && { thinking: { type: 'enabled' as const, budget_tokens: thinking.budgetTokens } }),
    ...(effort && { output_config: { effort } }),
  };
}

function toSystem(system: SystemBlock[], caching: boolean): Anthropic.TextBlockParam[] {
  const filled = system.filter((block) => block.text !== '');
  const asked = filled.filter((block) => block.cache).slice(-mostSystemMarks);
  const marked = new Set(asked.length > 0 ? asked : filled.slice(-1));
  return filled.map((block) => ({
    type: 'text',
    text: block.text,
    ...(caching && marked.has(block) && mark),
  }));
}

function toTools(request: ModelRequest, caching: boolean): Anthropic.Tool[] {
  const last = request.tools.length - 1;
  return request.tools.map((tool, index) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.input_schema, type: 'object' },
    ...(caching && index === last && mark),
  }));
}

function toMessages(messages: ModelMessage[], caching: boolean): Anthropic.MessageParam[] {
  const sendable = messages
    .map((message) => ({ role: message.role, content: message.content.filter(isSendable) }))
    .filter((message) => message.content.length > 0);
  const lastUser = sendable.findLastIndex((message) => message.role === 'user');
  return sendable.map((message, messageIndex) => {
    const markAt = caching && messageIndex === lastUser ? message.content.findLastIndex(canBeMarked) : -1;
    return {
      role: message.role,
      content: message.content.map((block, index) => toBlock(block, index === markAt ? mark : {})),
    };
  });
}

function isSendable(block: ModelBlock): boolean {
  if (block.type === 'text') return block.text.trim() !== '';
  if (block.type === 'thinking') return block.signature !== '';
  return true;
}

function canBeMarked(block: ModelBlock): boolean {
  return block.type !== 'thinking' && block.type !== 'redacted_thinking';
}

function toBlock(block: ModelBlock, cache: CacheControl): Anthropic.ContentBlockParam {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text, ...cache };
    case 'thinking':
      return { type: 'thinking', thinking: block.thinking, signature: block.signature };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: block.data };
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input, ...cache };
    case 'image':
      return { type: 'image', source: block.source, ...cache };
    case 'document':
      return {
        type: 'document',
        source: block.source,
        ...(block.title !== undefined && { title: block.title }),
        ...(block.context !== undefined && { context: block.context }),
        ...cache,
      };
    case 'tool_result':
      return {
        type: 'tool_result',
        tool_use_id: block.tool_use_id,
        content: block.content
          .filter((part) => part.type !== 'text' || part.text !== '')
          .map((part) =>
            part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image', source: part.source },
          ),
        ...(block.is_error !== undefined && { is_error: block.is_error }),
        ...cache,
      };
  }
}
