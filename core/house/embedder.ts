import { join } from 'node:path';
import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { EmbedderPort } from '../api/index.ts';
import { HoldfastError, type Logger } from '../base/index.ts';
import {
  chosenEmbedder,
  type Embedder,
  findEmbedder,
  openOwnEmbedder,
  type Palace,
  tryOwnEmbedder,
} from '../palace/index.ts';

const key = 'embedder';
const stored = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
]);
type Choice = z.infer<typeof stored>;

/**
 * Which encoder recall has: the one that came along unless the owner chose a folder or none. What the command line says counts before it,
 * and is not kept. A folder is tried before it is taken; its program is never run, the one that came along runs its model.
 */
export function createEmbedderSetting(ports: {
  agents: Pick<Agents, 'getSetting' | 'putSetting'>;
  palace: Pick<Palace, 'takeEmbedder' | 'embedding'>;
  workersDir: string;
  /** From the command line: a folder, or null for none. */
  override: string | null | undefined;
  logger: Logger;
  onChanged: () => void;
}): EmbedderPort & { load(): Promise<void> } {
  const { agents, palace, workersDir, override, logger, onChanged } = ports;
  const workerPath = join(workersDir, 'embedder.worker.js');
  let inUse: Choice | null = null;
  let failure: string | null = null;

  const read = async (): Promise<Choice> =>
    stored.catch({ kind: 'default' }).parse((await agents.getSetting({ key })) ?? { kind: 'default' });
  const own = (folder: string) => {
    const runtimeFolder = findEmbedder(workersDir);
    if (runtimeFolder === null)
      throw new HoldfastError(
        'embedder_refused',
        'What runs an encoder did not come along with this Holdfast.',
      );
    return { folder, runtimeFolder, workerPath };
  };
  const open = async (choice: Choice): Promise<Embedder | null> => {
    if (choice.kind === 'none') return null;
    return choice.kind === 'default'
      ? chosenEmbedder(undefined, workersDir)
      : openOwnEmbedder(own(choice.path));
  };
  async function use(choice: Choice): Promise<void> {
    failure = null;
    let embedder: Embedder | null = null;
    try {
      embedder = await open(choice);
    } catch (caught) {
      failure = caught instanceof Error ? caught.message : String(caught);
      logger.warn('recall works by words alone: the chosen encoder cannot be used', caught);
    }
    inUse = choice;
    await palace.takeEmbedder(embedder);
    onChanged();
  }
  const get: EmbedderPort['get'] = async () => {
    const choice = await read();
    const { name, dimensions, hasFailed, vectors, wanted } = await palace.embedding();
    return {
      choice: choice.kind,
      path: choice.kind === 'folder' ? choice.path : null,
      is_overridden: override !== undefined,
      has_default: findEmbedder(workersDir) !== null,
      name,
      dimensions,
      problem:
        failure ??
        (hasFailed ? 'The encoder failed. Recall works by words alone until it is chosen again.' : null),
      vectors,
      wanted,
    };
  };
  return {
    get,
    async load() {
      if (override !== undefined) {
        if (inUse === null) {
          inUse = { kind: 'default' };
          await palace.takeEmbedder(chosenEmbedder(override, workersDir));
        }
        return;
      }
      const choice = await read();
      if (inUse === null || JSON.stringify(choice) !== JSON.stringify(inUse)) await use(choice);
    },
    async set(choice) {
      if (choice.kind === 'folder') await tryOwnEmbedder(own(choice.path));
      await agents.putSetting({ key, value: choice });
      if (override === undefined) await use(choice);
      return get();
    },
  };
}
