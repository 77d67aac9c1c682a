export { type AnthropicProviderOptions, createAnthropicProvider } from './anthropic.ts';
export { type Boundary, boundaryOf, withoutBoundary } from './boundary.ts';
export { demoScript } from './demo-script.ts';
export { isModelError, ModelError, type ModelErrorCode } from './model-error.ts';
export { createRehearsalProvider, type RehearsalProviderOptions } from './rehearsal.ts';
export { parseRehearsalScript, type RehearsalScript, readRehearsalScript } from './rehearsal-script.ts';
export type {
  AnswerBlock,
  BlockStart,
  DocumentBlock,
  Fetch,
  ImageBlock,
  ImageMediaType,
  JsonSchema,
  ModelBlock,
  ModelCheck,
  ModelMessage,
  ModelProvider,
  ModelRequest,
  ModelStreamEvent,
  ModelTool,
  RedactedThinkingBlock,
  StopDetails,
  StopReason,
  SystemBlock,
  TextBlock,
  ThinkingBlock,
  ToolResultBlock,
  ToolUseBlock,
  Usage,
} from './types.ts';
export { noUsage } from './types.ts';
export { defaultModelLimits, type ModelLimits } from './watched-fetch.ts';
