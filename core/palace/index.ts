export { chosenEmbedder, type Embedder, openEmbedder } from './embedder/embedder.ts';
export { createPalace, type Forgotten, type Palace } from './palace.ts';
export type { Recalled, RecalledHit } from './recall/recall-store.ts';
export type { PalaceStructure } from './structure/port.ts';
export type * from './structure/types.ts';
export type { Drawer, ForgetPreview, PalaceHit, Room, Wing } from './types.ts';
