export { dryRunEventTypes, foldDryRun, releaseEvents } from './dry-run.ts';
export { foldMode, type ModeState, modeEventTypes, toolsInMode, withModeNote } from './mode.ts';
export {
  insteadOf,
  insteadOfCustom,
  outsideOfPlan,
  planStepOf,
  type Restraints,
} from './restraints.ts';
export { proposePlanInput, proposePlanName } from './tool.ts';
