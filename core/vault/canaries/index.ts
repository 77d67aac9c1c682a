export {
  type Canary,
  type CanaryKind,
  canaryFiles,
  canaryKinds,
  canaryVariables,
  newCanaries,
} from './values.ts';
export { type CanaryWatch, createCanaryWatch } from './watch.ts';
