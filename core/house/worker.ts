export { inspectionStore } from './inspection-store.ts';
