export { createAwakeTime, tickMs } from './awake.ts';
export { background } from './background.ts';
export { type ErrorCode, errorTable } from './error-table.ts';
export {
  describeError,
  type ErrorDescription,
  HoldfastError,
  isErrorCode,
  toHoldfastError,
} from './errors.ts';
export { createInTurn } from './in-turn.ts';
export { canonicalJson, hashOfCall, type Json, sha256 } from './json.ts';
export { createLogger, type Logger, redact, silentLogger } from './logger.ts';
export { inOneLine, oneLine } from './one-line.ts';
export { outputFile } from './output-file.ts';
export {
  type Clock,
  createClock,
  createIds,
  type Ids,
  type Random,
  type Runtime,
  systemRuntime,
} from './runtime.ts';
export { areTelling, hashOfWords } from './words.ts';
