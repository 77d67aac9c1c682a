export { gateProjection } from './projection.ts';
export { projectGate, removeGateOfSession } from './projector.ts';
export { createGateStore, type GateStore } from './store.ts';
