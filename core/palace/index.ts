export { chosenEmbedder, type Embedder, openEmbedder } from './embedder/embedder.ts';
export { createPalace, type Forgotten, type Palace } from './palace.ts';
export { noteStates, type QuarantinedNote } from './quarantine-store.ts';
export type { Recalled, RecalledHit } from './recall/recall-store.ts';
export type { Drawer, ForgetPreview, PalaceHit, Room, Wing } from './types.ts';
export { isStatement, type WakeDrawers } from './wake-store.ts';
export { stopWords } from './words/stop-words.ts';
export { gramsOf, stemOf, termsOf } from './words/terms.ts';
