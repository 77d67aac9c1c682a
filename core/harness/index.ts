export { type Budgets, createBudgets } from './budget/budgets.ts';
export { boundaries, type DebugPoint } from './debug-points.ts';
export { agentName, primaryThreadId } from './events.ts';
export { createHarness, type Forked, type Harness } from './harness.ts';
export type { WakeReason } from './loop.ts';
export type { HarnessPorts, SessionTools } from './ports.ts';
