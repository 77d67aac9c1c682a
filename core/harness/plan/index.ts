export { foldDryRun, type RecordedCall, releasedCalls, releaseEvents } from './dry-run.ts';
export { foldMode, type ModeState, modeEventTypes, toolsInMode, withModeNote } from './mode.ts';
export {
  type Instead,
  insteadOf,
  insteadOfCustom,
  outsideOfPlan,
  type Restraints,
  recordInstead,
} from './restraints.ts';
export { mostSteps, proposePlanInput, proposePlanName } from './tool.ts';
