import { background, HoldfastError, type Logger } from '../base/index.ts';
import {
  type Bound,
  bindCommands,
  bindQueries,
  bindStudies,
  type DataPort,
  replacedTopic,
} from '../db/index.ts';
import type { Embedder } from './embedder/embedder.ts';
import { createEmbedding, type EmbeddingState } from './embedding.ts';
import { createExporting, type PalaceExports } from './exporting.ts';
import type { KeptNote } from './note-store.ts';
import type { RecallInput, Weighed } from './recall/recall-store.ts';
import { recallNow } from './recalling.ts';
import { createRetention, type PalaceRetention } from './retention.ts';
import type { RecalledNow } from './revised.ts';
import type { PalaceStructure } from './structure/port.ts';
import { createStructure } from './structure/structure.ts';
import type { ForgetPreview, PalaceHit, SearchInput } from './types.ts';
import type { PalaceStore } from './worker.ts';

type Queries = Bound<PalaceStore['queries']>;

/** What forgetting reached. `pending` names what still holds the words: files in use, retained backups. */
export interface Forgotten extends ForgetPreview {
  done: boolean;
  pending: string[];
}

/** `byWordsAlone`: as if there were no embedder. */
export type PalaceRecall = Omit<RecallInput, 'question'> & { byWordsAlone?: boolean };

/** The owner's memory: words kept where they were said, found again with their source, and gone when they say so. */
export interface Palace
  extends Pick<
      Queries,
      | 'drawers'
      | 'drawer'
      | 'rooms'
      | 'forgetPreview'
      | 'quarantined'
      | 'wakeDrawers'
      | 'roomStatements'
      | 'drawerHistory'
    >,
    Pick<Bound<PalaceStore['commands']>, 'settle' | 'pin' | 'revise'>,
    PalaceStructure,
    PalaceExports,
    PalaceRetention {
  wings(): ReturnType<Queries['wings']>;
  /** Best first. Sees everything that was committed before the call. */
  search(input: SearchInput): Promise<PalaceHit[]>;
  /** What was said about a question, best first, with its surroundings and within a budget; without what the asking session has just said. */
  recall(input: PalaceRecall): Promise<RecalledNow>;
  /** What the ranker weighs of each candidate: for training it, and to say why something was found. */
  weighed(input: PalaceRecall): Promise<Weighed>;
  /** Resolves when everything has its hall, names and facts. */
  structured(): Promise<void>;
  /** Resolves when everything has its vector, where there is an embedder. */
  embedded(): Promise<void>;
  /** Another encoder, or none, from now on; its vectors are made in the background. */
  takeEmbedder(embedder: Embedder | null): Promise<void>;
  /** Which encoder is in use, and how far it has come. */
  embedding(): Promise<EmbeddingState>;
  /** Makes the note of a `remember` call, or puts it into quarantine; null when the log has no such call. */
  remember(input: { toolUseId: string }): Promise<KeptNote | null>;
  /** What the owner pinned, the latest first. */
  pins(): ReturnType<Queries['pins']>;
  /** How many notes wait for the owner. */
  waitingNotes(): Promise<number>;
  /** The words of a note in quarantine go for good. Throws `memory_not_found`. */
  forgetNote(input: { id: string }): Promise<{ id: string; done: boolean; pending: string[] }>;
  /** For good: words, drawers, index rows, WAL. Throws `memory_not_found`. */
  forget(input: { drawerId: string }): Promise<Forgotten>;
  /** Resolves when everything is indexed and the files hold nothing of what was forgotten. */
  flush(): Promise<void>;
  /** Its data is about to be replaced: resolves when nothing runs in the background. It goes on by itself over the new data. */
  rest(): Promise<void>;
  /** Stops indexing in the background. */
  close(): Promise<void>;
}

export interface PalaceOptions {
  data: DataPort;
  logger: Logger;
  /** Null or left out: recall works by words alone. */
  embedder?: Embedder | null;
  /** The encoder went on, ended or failed. */
  onEmbedded?: () => void;
  /** Takes what was forgotten out of retained backups; resolves with the names of those that still hold some of it. */
  forgetInBackups?: () => Promise<string[]>;
  /** Bytes that `index.db` may always have, whatever is in it: 64 MiB when left out. */
  allowedIndexBytes?: number;
}

/** How long appends are let come before the index takes them in. */
const calmMs = 250;

/** Makes the palace over the data port and begins to index what waits, in the background. */
export function createPalace({
  data,
  logger,
  forgetInBackups,
  embedder = null,
  onEmbedded,
  allowedIndexBytes,
}: PalaceOptions): Palace {
  const commands = bindCommands<PalaceStore['commands'] & PalaceStore['maintenance']>(data, 'palace', [
    'index',
    'dropIndex',
    'remember',
    'forget',
    'cleanFiles',
    'discardIndex',
    'settle',
    'pin',
    'revise',
    'forgetNote',
  ]);
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', [
    'state', 'wings', 'rooms', 'drawers', 'drawer', 'search', 'forgetPreview', 'indexSize', 'quarantined', 'quarantineCount', 'pins', 'wakeDrawers', 'roomStatements', 'drawerHistory', 'histories', 'othersDiaries',
  ]); // biome-ignore format: a list of names
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
  const withVector = async ({ byWordsAlone = false, ...input }: PalaceRecall): Promise<RecallInput> => {
    const vector = byWordsAlone ? null : embedding.question(input.query);
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
  const flush = async () => {
    await catchUp();
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
      const { histories, othersDiaries } = queries;
      return recallNow({ recall: studies.recall, histories, othersDiaries }, await withVector(input));
    },
    async weighed(input) {
      return studies.weighed(await withVector(input));
    },
    async embedded() {
      await catchUp();
      await embedding.settled();
    },
    takeEmbedder: embedding.use,
    embedding: embedding.state,
    quarantined: queries.quarantined,
    waitingNotes: async () => (await queries.quarantineCount({})).waiting,
    settle: commands.settle,
    pin: commands.pin,
    revise: commands.revise,
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
