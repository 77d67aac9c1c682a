export type { DrawerList } from './browse-store.ts';
export { createPalace, type Forgotten, type Palace, type PalaceOptions } from './palace.ts';
export type { RecallInput } from './search-store.ts';
export type {
  Author,
  Drawer,
  DrawerKind,
  DrawerSource,
  ForgetPreview,
  Mark,
  PalaceHit,
  Place,
  Room,
  SearchInput,
  Trust,
  Wing,
} from './types.ts';
