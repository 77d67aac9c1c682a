export { keptBytesPerChange, largestKeptFile, mostFilesAtOnce } from './limits.ts';
export type { Content } from './merge.ts';
export { type ConflictReason, type Selection, type UndoAction, virtualPath } from './plan.ts';
export { placeAfter, type UndoFile } from './plan-files.ts';
export { recordingFolder } from './recorder.ts';
export {
  type Checkpoint,
  createUndo,
  type Undo,
  type UndoPlan,
  type UndoRequest,
  type UndoResult,
} from './undo.ts';
