export { createLoopGuard, type LoopGuard } from './guard.ts';
export { endsWork } from './steps.ts';
