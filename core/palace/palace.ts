import { background, HoldfastError } from '../base/index.ts';
import { bindCommands, bindQueries, bindStudies, memoize, replacedTopic } from '../db/index.ts';
import { createEmbedding } from './embedding.ts';
import { createExporting } from './exporting.ts';
import type { Palace, PalaceOptions, PalaceRecall } from './port.ts';
import type { RecallInput } from './recall/recall-store.ts';
import { createRetention } from './retention.ts';
import { asRevised, idsOf } from './revised.ts';
import { createStructure } from './structure/structure.ts';
import type { PalaceStore } from './worker.ts';

/** How long appends are let come before the index takes them in. */
const calmMs = 250;

/** Makes the palace over the data port and begins to index what waits, in the background. */
export function createPalace({
  data,
  logger,
  forgetInBackups,
  embedder = null,
  onEmbedded,
  onIndexed,
  allowedIndexBytes,
}: PalaceOptions): Palace {
  const commands = bindCommands<PalaceStore['commands'] & PalaceStore['maintenance']>(data, 'palace', [
    'index',
    'dropIndex',
    'joinWords',
    'remember',
    'forget',
    'cleanFiles',
    'discardIndex',
    'settle',
    'pin',
    'revise',
    'forgetNote',
    'beginContext',
    'keepContext',
    'dropAllContexts',
  ]);
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', [
    'state', 'wings', 'rooms', 'drawers', 'drawer', 'search', 'forgetPreview', 'indexSize', 'quarantined', 'quarantineCount', 'pins', 'wakeDrawers', 'roomStatements', 'drawerHistory', 'histories', 'areRevised', 'contextTask', 'contextCounts',
  ]); // biome-ignore format: a list of names
  // each turn of a session asks
  const areRevised = memoize(data, {
    query: queries.areRevised,
    keyOf: ({ drawerIds, since }) => `${since} ${drawerIds.join(' ')}`,
    changedBy: ({ topic }) => topic === 'revisions',
  });
  // in a thread of their own, which remembers the index
  const studies = bindStudies<PalaceStore['queries']>(data, 'palace', ['recall', 'weighed']);
  const embedding = createEmbedding({
    data,
    embedder,
    logger,
    ...(onEmbedded ? { onProgress: onEmbedded } : {}),
  });
  const {
    begin: beginStructure,
    settled: structured,
    rest: restStructure,
    close: closeStructure,
    ...structure
  } = createStructure({ data, logger });
  let isClosed = false;
  let isResting = false;
  let wasDiscarded = false;
  let isBehind = true;
  let mayBeUnclean = true;
  let soon: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let joining: Promise<void> | null = null;
  let flushing: Promise<void> = Promise.resolve();
  const isStopped = () => isClosed || isResting;

  // an index that its drawers cannot explain is made anew, once: whatever made it grow would do so again
  const discardRunaway = async (): Promise<boolean> => {
    if (wasDiscarded) return false;
    const { bytes, mostBytes } = await queries.indexSize({ allowedBytes: allowedIndexBytes });
    if (bytes <= mostBytes) return false;
    wasDiscarded = true;
    logger.warn(
      `index.db has ${bytes} bytes where ${mostBytes} are the most its drawers need: it is made anew`,
    );
    await commands.discardIndex({});
    return true;
  };
  const indexAll = async () => {
    while (isBehind && !isStopped()) {
      isBehind = false;
      const step = await commands.index({});
      isBehind = isBehind || step.isBehind;
      // never set to false here: more may have been appended meanwhile
      if (!isBehind && !isStopped() && (await discardRunaway())) isBehind = true;
    }
    if (isStopped()) return;
    embedding.begin();
    beginStructure();
    onIndexed?.();
  };
  // one run at a time; what is appended meanwhile is taken in by the same run
  const catchUp = (): Promise<void> => {
    if (!isBehind) return running ?? Promise.resolve();
    running ??= indexAll().catch((caught: unknown) => {
      isBehind = true;
      throw caught;
    }).finally(() => {
      running = null;
    }); // biome-ignore format: reads as one chain
    return running;
  };
  const stopListening = data.onNote((note) => {
    // a restored backup comes without an index
    const isReplaced = note.topic === replacedTopic;
    if (note.topic !== 'palace' && !isReplaced) return;
    isBehind = true;
    if (isReplaced) isResting = false;
    // a deleted session leaves something to clean, an append nothing
    const isRemoval = (note.data as { isRemoval?: boolean }).isRemoval === true;
    if (isRemoval || isReplaced) mayBeUnclean = true;
    flushSoon();
  });
  // whoever searches does not wait for this: a busy session is taken in a few times a second, not after each of its commits
  const flushSoon = () => {
    if (soon !== null || isStopped()) return;
    soon = setTimeout(() => {
      soon = null;
      flushInBackground();
    }, calmMs);
    soon.unref();
  };

  const readyToSearch = async () => {
    try {
      await catchUp();
    } catch (caught) {
      // a profile that is open for reading only can still be searched as far as it is indexed
      if (!(caught instanceof HoldfastError) || !caught.code.startsWith('database_')) throw caught;
      logger.warn('searching an index that is not up to date', caught);
    }
  };
  const withVector = async ({
    byWordsAlone = false,
    turn,
    ...input
  }: PalaceRecall & { turn?: Float32Array }): Promise<RecallInput> => {
    const vector = byWordsAlone ? null : embedding.question(input.query, turn);
    const [question] = await Promise.all([vector, readyToSearch()]);
    return { ...input, question };
  };
  const clean = async (): Promise<boolean> => (await commands.cleanFiles({})).isClean;
  const stillHeld = async () => {
    const isClean = await clean();
    const backups = (await forgetInBackups?.()) ?? [];
    const pending = isClean ? backups : ['the write-ahead log', ...backups];
    return { done: pending.length === 0, pending };
  };
  const { stopped: retentionStopped, ...retention } = createRetention({ data, isStopped, stillHeld });
  // nobody who searches waits for it; what is appended meanwhile comes first, and what it leaves undone the next one does
  const joinAll = async () => {
    try {
      while (!isBehind && !isStopped() && (await commands.joinWords({})).isMore);
    } catch (caught) {
      if (!isStopped()) logger.warn('joining pieces of the text index failed', caught);
    }
  };
  const joinWords = () => {
    joining ??= joinAll().finally(() => {
      joining = null;
    });
    return joining;
  };
  const flush = async () => {
    await catchUp();
    await joinWords();
    if (!mayBeUnclean || isStopped()) return;
    mayBeUnclean = false;
    if ((await queries.state({})).isUnclean && !(await clean())) mayBeUnclean = true;
  };
  const flushInBackground = () => {
    flushing = flush();
    background(flushing, 'indexing the palace', logger);
  };
  const stopped = async () => {
    if (soon !== null) clearTimeout(soon);
    soon = null;
    await retentionStopped();
    await running?.catch((caught: unknown) => logger.warn('indexing the palace stopped', caught));
    await joining;
    await flushing.catch(() => {
      // told where it was begun
    });
  };
  flushInBackground();

  return {
    ...structure,
    ...createExporting({ data, logger, structured }),
    ...retention,
    structured,
    wings: () => queries.wings({}),
    rooms: queries.rooms,
    drawers: queries.drawers,
    drawer: queries.drawer,
    forgetPreview: queries.forgetPreview,
    remember: commands.remember,
    async search(input) {
      await readyToSearch();
      return queries.search(input);
    },
    async recall(input) {
      const recalled = await studies.recall(await withVector(input));
      return asRevised(recalled, await queries.histories({ drawerIds: idsOf(recalled) }));
    },
    async weighed(input) {
      return studies.weighed(await withVector(input));
    },
    async embedded() {
      await catchUp();
      await embedding.settled();
    },
    beginContext: commands.beginContext,
    keepContext: commands.keepContext,
    contextTask: queries.contextTask,
    async contextCounts(input) {
      const [counts, { isBehind: isIndexBehind }] = await Promise.all([
        queries.contextCounts(input),
        queries.state({}),
      ]);
      return { ...counts, isBehind: isIndexBehind };
    },
    async dropContexts() {
      await commands.dropAllContexts({});
      await clean();
    },
    takeEmbedder: embedding.use,
    embedding: embedding.state,
    quarantined: queries.quarantined,
    waitingNotes: async () => (await queries.quarantineCount({})).waiting,
    settle: commands.settle,
    pin: commands.pin,
    revise: commands.revise,
    async areRevised(input) {
      return input.drawerIds.length > 0 && (await areRevised(input)).areRevised;
    },
    drawerHistory: queries.drawerHistory,
    pins: () => queries.pins({}),
    wakeDrawers: queries.wakeDrawers,
    roomStatements: queries.roomStatements,
    async forgetNote(input) {
      const gone = await commands.forgetNote(input);
      return { ...gone, ...(await stillHeld()) };
    },
    async forget(input) {
      const preview = await commands.forget(input);
      return { ...preview, ...(await stillHeld()) };
    },
    flush,
    async rest() {
      isResting = true;
      await stopped();
      await Promise.all([embedding.rest(), restStructure()]);
    },
    async close() {
      isClosed = true;
      stopListening();
      await stopped();
      await embedding.close();
      await closeStructure();
    },
  };
}
