import { basename } from 'node:path';
import { HoldfastError, type Ids } from '../../base/index.ts';

export type PickPurpose = 'folder' | 'save' | 'open';

/**
 * What the owner chose in native dialogs. A pick is good once, for its own purpose, while the app runs:
 * this is how a window can grant a folder without being able to name one.
 */
export interface Picks {
  add(purpose: PickPurpose, path: string): { pick_id: string; name: string; path: string };
  /** The chosen path; throws `pick_unknown` the second time, or for another purpose. */
  take(purpose: PickPurpose, pickId: string): string;
  /** True for a path that the owner chose since the app began. */
  wasChosen(path: string): boolean;
}

const maxOpenPicks = 200;

export function createPicks(ids: Ids): Picks {
  const open = new Map<string, { purpose: PickPurpose; path: string }>();
  const chosen = new Set<string>();
  return {
    wasChosen: (path) => chosen.has(path),
    add(purpose, path) {
      chosen.add(path);
      const oldest = open.keys().next();
      if (open.size >= maxOpenPicks && !oldest.done) open.delete(oldest.value);
      const pick_id = ids.next('pick');
      open.set(pick_id, { purpose, path });
      return { pick_id, name: basename(path), path };
    },
    take(purpose, pickId) {
      const pick = open.get(pickId);
      open.delete(pickId);
      if (pick?.purpose !== purpose)
        throw new HoldfastError('pick_unknown', `no open ${purpose} pick ${pickId}`);
      return pick.path;
    },
  };
}
