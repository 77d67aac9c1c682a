export { budgetProjection } from './budget/projection.ts';
export { projectBudgets } from './budget/projector.ts';
export { createBudgetStore, removeBudgetsOfSession } from './budget/store.ts';
export { createCompletionStore } from './completion/store.ts';
export { projectSuspended, removeSuspendedOfSession, suspendedStore } from './suspended/store.ts';
