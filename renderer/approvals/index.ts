export { ApprovalPanel } from './approval-panel.tsx';
export { InputFields } from './dialog/input-fields.tsx';
export { useArmed, withoutEnter } from './dialog/use-armed.ts';
export { DiffView } from './diff/diff-view.tsx';
export { useNotices } from './notices.ts';
export { QuestionCard, type QuestionState } from './questions/question-card.tsx';
export { useToolName } from './tool-name.ts';
export { visibleString } from './visible/visible-text.ts';
export { VisibleText } from './visible/visible-text.tsx';
