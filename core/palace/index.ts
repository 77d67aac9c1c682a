export type { ContextTask } from './contexts/context-store.ts';
export { openOwnEmbedder, tryOwnEmbedder } from './embedder/check.ts';
export { chosenEmbedder, type Embedder, openEmbedder } from './embedder/embedder.ts';
export { findEmbedder } from './embedder/find.ts';
export type { ExportedDrawer, ExportHead, ExportScope } from './export-store.ts';
export { createPalace } from './palace.ts';
export type { Forgotten, Palace } from './port.ts';
export { noteStates, type QuarantinedNote } from './quarantine-store.ts';
export {
  type Retention,
  type RetentionPreview,
  type RetentionWhose,
  retentionKinds,
} from './retention-store.ts';
export type { RecalledNow, RecalledNowHit } from './revised.ts';
export { longestRevision } from './revision-store.ts';
export type { PalaceStructure } from './structure/port.ts';
export type * from './structure/types.ts';
export type { Drawer, ForgetPreview, PalaceHit, Room, Wing } from './types.ts';
export { isStatement, type WakeDrawers } from './wake-store.ts';
export { stopWords } from './words/stop-words.ts';
export { gramsOf, stemOf, termsOf } from './words/terms.ts';
