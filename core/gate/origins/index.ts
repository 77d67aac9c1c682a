export { readOrigins, type SessionOrigins, traceCall } from './session-origins.ts';
export type { Origin, ValueTrace } from './trace.ts';
