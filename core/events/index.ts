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
export {
  callGrant,
  modelUsage,
  type RequestPurpose,
  sessionErrorTypes,
  shownOrigins,
  stopDetails,
  stopReason,
  verdict,
} from './event-parts.ts';
export { type FoundInOutput, foundInOutput } from './found.ts';
export { type CheckpointFile, egressEntry } from './holdfast-events.ts';
export type { LiveEvent } from './live-events.ts';
export { confinedFolders, toolLabels } from './mcp-parts.ts';
export {
  type NoteOrigin,
  noteOrigin,
  type WakeUpItem,
  type WakeUpLayer,
  wakeUpItem,
  wakeUpLayers,
} from './memory-events.ts';
export { type ClaimWarning, type PlanStep, planStep, type SessionMode, sessionMode } from './mode-events.ts';
export {
  clientEventTypes,
  type EventOf,
  type EventType,
  isHoldfastEvent,
  type ModelUsage,
  type NewEvent,
  type SessionEvent,
  type StopDetails,
  type StopReason,
  type StoredEvent,
  sessionEvent,
  type Verdict,
  withoutHoldfast,
} from './session-events.ts';
export { variableAuth } from './vault-parts.ts';
