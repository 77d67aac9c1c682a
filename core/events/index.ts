export {
  type ContentBlock,
  contentBlock,
  type DocumentBlock,
  documentBlock,
  type ImageBlock,
  imageBlock,
  redactedBlock,
  type TextBlock,
  textBlock,
  textOf,
} from './blocks.ts';
export type { LiveEvent } from './live-events.ts';
export { type ClaimWarning, type PlanStep, planStep, type SessionMode, sessionMode } from './mode-events.ts';
export {
  clientEventTypes,
  type EventOf,
  type EventType,
  isHoldfastEvent,
  type ModelUsage,
  modelUsage,
  type NewEvent,
  type SessionEvent,
  type StopDetails,
  type StopReason,
  type StoredEvent,
  sessionErrorTypes,
  sessionEvent,
  stopDetails,
  stopReason,
  type Verdict,
  verdict,
  withoutHoldfast,
} from './session-events.ts';
