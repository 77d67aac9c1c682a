export { readOrigins, type SessionOrigins, traceCall } from './session-origins.ts';
export type { ValueTrace } from './trace.ts';
