export { agentName, primaryThreadId } from './events.ts';
export { createHarness, type Harness } from './harness.ts';
export type { WakeReason } from './loop.ts';
export type { DebugPoint, HarnessPorts, SessionTools } from './ports.ts';
