export type { HostFunction, HostFunctions } from './host-calls.ts';
export { defaultRunLimits, type RunLimits, runLimitsSchema } from './limits.ts';
export type { SandboxLanguage } from './messages.ts';
export { createSandboxPool, type RunInput, type SandboxPool, type SandboxPoolOptions } from './pool.ts';
export type {
  OutputEntry,
  OutputStream,
  RunFailure,
  RunFailureReason,
  RunResult,
  RunStats,
} from './result.ts';
