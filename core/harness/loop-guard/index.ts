export { createLoopGuard, type LoopGuard } from './guard.ts';
export { isGuardQuestion } from './steps.ts';
