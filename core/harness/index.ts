export { alarmEvents, type PlantedSecrets } from './alarm.ts';
export { type AskBounds, defaultAskBounds } from './asking/bounds.ts';
export { askInBackground } from './background-request.ts';
export { tokensOf } from './budget/background-store.ts';
export { type Budgets, createBudgets } from './budget/budgets.ts';
export { knownPrices } from './budget/price.ts';
export { priceOf, startOfDay } from './budget/settings.ts';
export { boundaries, type DebugPoint } from './debug-points.ts';
export { agentName, primaryThreadId } from './events.ts';
export { grantableTools } from './grantable-tools.ts';
export { createHarness, type Forked, type Harness } from './harness.ts';
export type { InspectInput, OutputGuard } from './inspect.ts';
export type { WakeReason } from './loop.ts';
export {
  dryRunEventTypes,
  foldDryRun,
  foldMode,
  modeEventTypes,
  proposePlanInput,
  proposePlanName,
  releaseEvents,
} from './plan/index.ts';
export type { HarnessPorts, SessionTools } from './ports.ts';
export { createLogStudies } from './studies.ts';
export { createSuspendedRuns } from './suspended/runs.ts';
