import { HoldfastError, type Logger } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { ExportedDrawer, ExportHead, ExportScope } from './export-store.ts';
import type { NotedExport } from './exports-store.ts';
import type { PalaceStore } from './worker.ts';

/** The memory on its way out of Holdfast. */
export interface PalaceExports {
  /**
   * Every drawer of the scope that is there now, once, in the order in which they came in, read a few at a time as they are taken. Throws
   * `memory_wing_not_found`, `memory_room_not_found`, `memory_not_found`.
   */
  exportMemory(scope: ExportScope): Promise<{ head: ExportHead; drawers: AsyncIterable<ExportedDrawer> }>;
  /** Keeps that a file is about to leave, so that a later forgetting can name it. A profile that cannot be written is exported all the same. */
  noteExport(input: NotedExport): Promise<void>;
}

const drawersAtATime = 200;

export function createExporting({
  data,
  logger,
  structured,
}: {
  data: DataPort;
  logger: Logger;
  /** Resolves when everything has its hall, names and facts. */
  structured: () => Promise<void>;
}): PalaceExports {
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', ['exportHead', 'exportPage']);
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', ['noteExport']);
  const whereWritable = async (doing: Promise<void>, what: string) => {
    try {
      await doing;
    } catch (caught) {
      // what is open for reading only is what most needs a way out
      if (!(caught instanceof HoldfastError) || !caught.code.startsWith('database_')) throw caught;
      logger.warn(what, caught);
    }
  };
  return {
    async exportMemory(scope) {
      await whereWritable(structured(), 'exporting a structure that is not up to date');
      const head = await queries.exportHead(scope);
      return { head, drawers: pages(scope, head.until) };
    },
    noteExport: (input) => whereWritable(commands.noteExport(input), 'an export could not be noted'),
  };

  async function* pages(scope: ExportScope, until: number): AsyncGenerator<ExportedDrawer> {
    let after = 0;
    for (;;) {
      const { drawers, last } = await queries.exportPage({ scope, after, until, limit: drawersAtATime });
      yield* drawers;
      if (last === null || last >= until) return;
      after = last;
    }
  }
}
