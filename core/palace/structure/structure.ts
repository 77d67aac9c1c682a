import { background, HoldfastError, type Logger } from '../../base/index.ts';
import { bindCommands, bindQueries, type DataPort, replacedTopic } from '../../db/index.ts';
import type { PalaceStore } from '../worker.ts';
import type { PalaceStructure } from './port.ts';

/** The structure over the data port: whoever asks waits until it has taken in what was said; nobody who appends does. */
export interface StructureRunner extends PalaceStructure {
  /** Takes in what waits, in the background. */
  begin(): void;
  /** Resolves when everything has its place. */
  settled(): Promise<void>;
  /** Stops after the step that runs, until it is begun again. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

const commandNames = [
  'structure', 'setHall', 'moveDrawers', 'renameRoom', 'moveRoom', 'mergeRooms', 'settleFacts', 'setEntity',
] as const; // biome-ignore format: a list of names
const queryNames = [
  'facts', 'factsPage', 'walk', 'timeline', 'halls', 'entities', 'closet', 'map', 'contradictions', 'explain',
] as const; // biome-ignore format: a list of names

export function createStructure({ data, logger }: { data: DataPort; logger: Logger }): StructureRunner {
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', commandNames);
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', queryNames);
  let isClosed = false;
  let isBehind = true;
  let isResting = false;
  let running: Promise<void> | null = null;

  const stopListening = data.onNote(({ topic }) => {
    if (topic === 'palace' || topic === replacedTopic) isBehind = true;
  });
  const takeIn = async () => {
    while (isBehind && !isClosed && !isResting) {
      isBehind = false;
      const step = await commands.structure({});
      isBehind = isBehind || step.isBehind;
    }
  };
  const catchUp = (): Promise<void> => {
    if (!isBehind) return running ?? Promise.resolve();
    running ??= takeIn()
      .catch((caught: unknown) => {
        isBehind = true;
        throw caught;
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  const ready = async () => {
    try {
      await catchUp();
    } catch (caught) {
      // a profile that is open for reading only shows its structure as far as it has come
      if (!(caught instanceof HoldfastError) || !caught.code.startsWith('database_')) throw caught;
      logger.warn('the structure of the palace is not up to date', caught);
    }
  };
  const asking =
    <I, O>(query: (input: I) => Promise<O>) =>
    async (input: I): Promise<O> => {
      await ready();
      return query(input);
    };

  return {
    facts: asking(queries.facts),
    factsPage: asking(queries.factsPage),
    walk: asking(queries.walk),
    timeline: asking(queries.timeline),
    halls: asking(queries.halls),
    entities: asking(queries.entities),
    closet: asking(queries.closet),
    map: () => asking(queries.map)({}),
    contradictions: () => asking(queries.contradictions)({}),
    explain: asking(queries.explain),
    // what is corrected is in its place before, so that the correction finds it
    setHall: asking(commands.setHall),
    moveDrawers: asking(commands.moveDrawers),
    renameRoom: asking(commands.renameRoom),
    moveRoom: asking(commands.moveRoom),
    mergeRooms: asking(commands.mergeRooms),
    settleFacts: asking(commands.settleFacts),
    setEntity: asking(commands.setEntity),
    begin() {
      isResting = false;
      if (isClosed || !isBehind) return;
      background(
        catchUp().catch((caught: unknown) => {
          if (!isClosed) logger.warn('the structure of the palace could not be made', caught);
        }),
        'structuring the palace',
        logger,
      );
    },
    settled: catchUp,
    async rest() {
      isResting = true;
      await running?.catch(() => {
        // told to whoever began it
      });
    },
    async close() {
      isClosed = true;
      stopListening();
      await running?.catch((caught: unknown) => logger.warn('structuring the palace stopped', caught));
    },
  };
}
