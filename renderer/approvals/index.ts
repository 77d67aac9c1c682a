export { ApprovalPanel } from './approval-panel.tsx';
