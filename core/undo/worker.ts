export { createUndoStore, removeKeptOfSession } from './store.ts';
