export { DryRunPanel } from './dry-run-panel.tsx';
export { ModeSwitch } from './mode-switch.tsx';
export { PlanCard } from './plan-card.tsx';
export { useFreshModes } from './use-fresh-modes.ts';
