export { deliberationOwed, isGrave } from './demand.ts';
export type { Said } from './inputs.ts';
export { names, saysYes } from './naming.ts';
