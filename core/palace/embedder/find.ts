import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of the sentence encoder that came with Holdfast, told from the folder that the workers lie in: in a checkout what setup made,
 * in the packaged app a resource. Null where there is none.
 */
export function findEmbedder(workersDir: string): string | null {
  const places = [
    join(workersDir, '..', '..', '.runtime', 'embedder'),
    join(workersDir, '..', '..', '..', 'embedder'),
  ];
  return places.find((folder) => existsSync(join(folder, 'embedder.json'))) ?? null;
}
