export { deliberationOwed, isGrave } from './demand.ts';
export { hasDeliberated, type Said } from './inputs.ts';
export { names, saysNo, saysYes } from './naming.ts';
export { ownerWords, unnamedTargets } from './owner-words.ts';
