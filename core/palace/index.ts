export { createPalace, type Forgotten, type Palace } from './palace.ts';
export type { Drawer, ForgetPreview, PalaceHit, Room, Wing } from './types.ts';
