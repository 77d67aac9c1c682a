export { createImports, type ImportChoice, type Imports } from './imports.ts';
export { importLimits } from './limits.ts';
export {
  type ImportTrust,
  importStates,
  type Staged,
  type StagedItem,
  speakersOf,
  trustOf,
} from './staged.ts';
export { importFormats, importProblems, importSides, leftOutKinds } from './types.ts';
