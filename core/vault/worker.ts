export { commands, queries } from './store.ts';
