/**
 * The one interface behind which every model stands. Shapes of blocks are those of the Messages API, so that a log
 * can be turned into a request without translation; other protocols translate inside their provider.
 */
export interface ModelProvider {
  /** `anthropic`, `rehearsal` …: for the log and for what the window says. */
  name: string;
  /**
   * Streams one answer. Events arrive in order: `message_start`, then per block `block_start`, deltas, `block_stop`,
   * at last `message_stop`; a stream that ends without it throws `model_cut_stream`. Throws `ModelError` and nothing
   * else. Never retries. Leaving the loop early or aborting `signal` closes the connection.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelStreamEvent>;
  /** Tokens the request would take as input. Not every endpoint can count. Throws `ModelError`. */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<number>;
  /** Asks the endpoint with the smallest real request whether it would work. Never throws. */
  check(signal?: AbortSignal): Promise<ModelCheck>;
}

export interface ModelCheck {
  state: 'ready' | 'wrong_key' | 'no_network' | 'unknown_model' | 'failed';
  /** A sentence for the owner; never holds a key. */
  message: string;
}

export type JsonSchema = { [key: string]: unknown };

export interface SystemBlock {
  type: 'text';
  text: string;
  /** Marks the end of a stable stretch that is worth caching. */
  cache?: boolean;
}

export interface ModelTool {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  input_schema: JsonSchema;
}

export interface ModelRequest {
  model: string;
  maxTokens: number;
  system: SystemBlock[];
  tools: ModelTool[];
  messages: ModelMessage[];
  /** Absent: nothing is said about thinking, the endpoint decides. */
  thinking?: { budgetTokens: number };
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** For whom it is sent, for the journal of what leaves. Nothing of it is sent. */
  sender?: RequestSender;
}

export interface RequestSender {
  sessionId: string;
  callId: string;
}

export interface ModelMessage {
  role: 'user' | 'assistant';
  content: ModelBlock[];
}

export type ModelBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock
  | ImageBlock
  | DocumentBlock;

export interface TextBlock {
  type: 'text';
  text: string;
}

export interface ThinkingBlock {
  type: 'thinking';
  thinking: string;
  /** Empty when the thinking did not come from an endpoint that signs; such blocks are never sent back to one. */
  signature: string;
}

export interface RedactedThinkingBlock {
  type: 'redacted_thinking';
  data: string;
}

export interface ToolUseBlock {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
}

export interface ToolResultBlock {
  type: 'tool_result';
  tool_use_id: string;
  content: (TextBlock | ImageBlock)[];
  is_error?: boolean;
}

export type ImageMediaType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

export interface ImageBlock {
  type: 'image';
  source: { type: 'base64'; media_type: ImageMediaType; data: string } | { type: 'url'; url: string };
}

export interface DocumentBlock {
  type: 'document';
  source:
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | { type: 'url'; url: string };
  title?: string;
  context?: string;
}

/** What `block_start` tells: enough to draw an empty block. */
export type BlockStart =
  | { type: 'text' }
  | { type: 'thinking' }
  | { type: 'redacted_thinking' }
  | { type: 'tool_use'; id: string; name: string };

/** Blocks a model can answer with. */
export type AnswerBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock;

export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'stop_sequence' | 'refusal' | 'pause_turn';

export interface StopDetails {
  /** `refusal`, or `context_window` when the answer stopped because the model's window was full. */
  type: string;
  category?: string | null;
  explanation?: string | null;
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
}

export type ModelStreamEvent =
  | { type: 'message_start'; id: string; model: string; usage: Usage }
  | { type: 'block_start'; index: number; block: BlockStart }
  | { type: 'text_delta'; index: number; text: string }
  | { type: 'thinking_delta'; index: number; text: string }
  | { type: 'tool_input_delta'; index: number; partialJson: string }
  /**
   * `block` is whole. A tool input that is not a JSON object arrives as `{}` with the raw text in `invalidJson`, so
   * that the harness can tell the model instead of running a call nobody asked for.
   */
  | { type: 'block_stop'; index: number; block: AnswerBlock; invalidJson?: string }
  | { type: 'message_stop'; stopReason: StopReason; stopDetails?: StopDetails; usage: Usage };

/** The standard fetch contract; `egress.fetch` satisfies it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Usage in which everything is zero, for endpoints that leave it out. */
export const noUsage: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
