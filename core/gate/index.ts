export type { Alarm } from './alarm-store.ts';
export type { Answered, AnswerInput } from './answer-store.ts';
export type { Approval, ApprovalStatus } from './approval-store.ts';
export { defaultReachBounds, type ReachBounds } from './blast-radius.ts';
export { changedFiles } from './changed-files.ts';
export { type DecideInput, decide, type ToolPolicy } from './decide.ts';
export { createGate, type Decision, type Gate, type GateCall, type GatePorts } from './gate.ts';
export type { CallGrant, GrantContent, GrantProposal } from './grants/grant.ts';
export { proposeGrants } from './grants/propose.ts';
export type { GrantableTool } from './grants/tool-words.ts';
export type {
  CallPreview,
  Effect,
  FileDiff,
  NoticedBefore,
  OutputTrust,
  Recovery,
  Reversibility,
  RuleOffer,
  ToolLabels,
} from './labels.ts';
export { type DescribedTool, type LabelProposal, proposeLabels } from './propose-labels.ts';
export type {
  FolderGrant,
  Question,
  Rule,
  SessionGrant,
} from './store.ts';
