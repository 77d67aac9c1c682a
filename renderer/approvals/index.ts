export { ApprovalPanel } from './approval-panel.tsx';
export { DiffView } from './diff/diff-view.tsx';
export { QuestionCard, type QuestionState } from './questions/question-card.tsx';
export { useToolName } from './tool-name.ts';
export { VisibleText } from './visible/visible-text.tsx';
