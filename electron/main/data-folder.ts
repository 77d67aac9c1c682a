import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../core/base/index.ts';

const markerName = '.holdfast-data';

/**
 * Makes `folder` Holdfast's data folder, and marks it as made by us: nothing ever removes a folder without that mark
 * (people lost whole disks to a "factory reset" of a folder they had chosen: janhq/jan#4988). A folder that holds other
 * things and no database of ours is refused with `folder_refused`.
 */
export function openDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(join(folder, markerName))) return;
  const isOurs = existsSync(join(folder, 'holdfast.db')) || readdirSync(folder).length === 0;
  if (!isOurs)
    throw new HoldfastError('folder_refused', 'the data folder holds files that are not Holdfast’s', {
      folder,
    });
  writeFileSync(join(folder, markerName), `${JSON.stringify({ made_by: 'holdfast' })}\n`);
}
