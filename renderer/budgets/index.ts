export { BudgetCard } from './budget-card.tsx';
export { LimitsForm } from './limits-form.tsx';
export { PriceTable } from './price-table.tsx';
export { ScopeLines } from './scope-lines.tsx';
export { SessionBudgetDialog } from './session-budget-dialog.tsx';
export { useBudgetChanges } from './use-budget-changes.ts';
