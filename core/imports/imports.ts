import {
  background,
  type Clock,
  HoldfastError,
  type Ids,
  type Logger,
  toHoldfastError,
} from '../base/index.ts';
import { withoutSecrets } from '../context/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { findSecrets } from '../vault/index.ts';
import type { ImportStore } from './imports-store.ts';
import { freePath, limited } from './incoming.ts';
import { importLimits } from './limits.ts';
import type { MessageToTake } from './messages.ts';
import { openReader } from './reader.ts';
import { isSafeName } from './readers/archive.ts';
import {
  type ImportTrust,
  type Speaker,
  type Staged,
  type StagedItem,
  setTrust,
  usualWing,
} from './staged.ts';
import { createTaking, type Redact, type SessionParts } from './taking.ts';
import { createUnderway, type UnderwayImport, type UnderwayPort } from './underway.ts';

export interface ImportsPorts {
  data: DataPort;
  /** The bundled `import.worker`. */
  workerPath: string;
  redact: Redact;
  clock: Clock;
  ids: Ids;
  /** Keeps what is being taken from one start to the next. */
  underway: UnderwayPort;
  logger: Logger;
  /** An import is in another state, or got on. */
  onChanged(): void;
}

/** What the owner changes of an import before taking it. What is left out stays. */
export interface ImportChoice {
  wing?: string | undefined;
  speakers?: readonly (Speaker & { trust: ImportTrust })[] | undefined;
  items?: readonly { id: string; take?: boolean | undefined }[] | undefined;
}

/**
 * What the owner brings along, until they have looked at it. Nothing of it is kept anywhere before it is taken: what was staged is gone
 * when it is discarded, taken, or Holdfast closes.
 */
export interface Imports {
  /** The newest first. */
  list(): Staged[];
  /** Throws `not_found`. */
  get(id: string): Staged;
  /** An empty name is made up once it is known what it holds. Throws `too_many_imports`. */
  begin(wing: string): Staged;
  /** `path`: the file's name, with the folders that it came in. Throws `too_large`, `path_invalid`, `conflict` once it is read. */
  addFile(id: string, path: string, pieces: AsyncIterable<Uint8Array> | Uint8Array): Promise<Staged>;
  /** Reads the files in the background. */
  read(id: string): Promise<Staged>;
  choose(id: string, choice: ImportChoice): Staged;
  /** Words of an item, to look at. Throws `not_found`. */
  preview(id: string, itemId: string, from: number): Promise<MessageToTake[]>;
  /** Takes what is chosen, in the background. Throws `conflict` where there is nothing to take, or it is under way. */
  take(id: string, session: SessionParts): Staged;
  /** Ends it, whatever it is doing; what was taken already stays. */
  discard(id: string): Promise<void>;
  /** What an earlier start of Holdfast was taking when it ended, until the owner brings it along again or says that they know. */
  brokenOff(): Promise<readonly UnderwayImport[]>;
  dismissBrokenOff(): Promise<void>;
  /** Resolves when nothing runs for this import. */
  settled(id: string): Promise<Staged>;
  close(): Promise<void>;
}

export function createImports({
  data,
  workerPath,
  redact,
  underway: underwayPort,
  clock,
  ids,
  logger,
  onChanged,
}: ImportsPorts): Imports {
  const commands = bindCommands<ImportStore['commands']>(data, 'imports', ['open', 'name', 'take']);
  const queries = bindQueries<ImportStore['queries']>(data, 'imports', ['known']);
  const takeAll = createTaking({ ...commands, ...queries, redact, onChanged });
  const underway = createUnderway(underwayPort);
  const open = new Map<string, Staged>();
  const working = new Map<string, Promise<unknown>>();

  const get = (id: string): Staged => {
    const staged = open.get(id);
    if (!staged) throw new HoldfastError('not_found', `no import ${id}`);
    return staged;
  };
  const inState = (id: string, ...states: Staged['state'][]): Staged => {
    const staged = get(id);
    if (!states.includes(staged.state)) throw new HoldfastError('conflict', `the import is ${staged.state}`);
    return staged;
  };
  const enter = (staged: Staged, state: Staged['state']) => {
    staged.state = state;
    staged.progress = null;
    onChanged();
  };
  /** Works in the background; a failure is the import's, and told with it. */
  const work = (staged: Staged, what: string, run: () => Promise<void>) => {
    const running = run().catch(async (caught: unknown) => {
      if (staged.stop.signal.aborted) return;
      const { code, message } = toHoldfastError(caught, what);
      logger.warn(what, caught);
      staged.error = { code, message };
      // what was taken is known by itself: the rest can be taken once there is room, say
      const canGoOn = staged.state === 'taking' && code !== 'import_unreadable';
      enter(staged, canGoOn ? 'review' : 'failed');
      if (!canGoOn) await staged.reader?.close();
    });
    working.set(staged.id, running);
    background(running, what, logger);
  };

  async function readAll(staged: Staged): Promise<void> {
    const { reader } = staged;
    if (!reader) throw new HoldfastError('internal', 'the import has no reader');
    const progress = (done: number, total: number) => {
      staged.progress = { done, total };
      onChanged();
    };
    const { items, ...found } = await reader.read(progress);
    staged.found = found;
    const compared: StagedItem[] = [];
    for (const [index, item] of items.entries()) {
      let [known, forgotten] = [0, 0];
      for (let from = 0; from < item.messages; ) {
        const hashes = await reader.hashes(index, from);
        const states = await queries.known({ messages: hashes });
        known += states.filter((state) => state === 'known').length;
        forgotten += states.filter((state) => state === 'forgotten').length;
        from += hashes.length;
      }
      const isChosen = known + forgotten < item.messages;
      compared.push({ ...item, id: `item_${index}`, known, forgotten, isChosen });
    }
    staged.items = compared;
    staged.wing ||= usualWing(items);
    if (!compared.some(({ isChosen }) => isChosen)) await underway.madeGood(staged.files[0]?.name ?? '');
    enter(staged, 'review');
  }

  async function drop(id: string): Promise<void> {
    const staged = get(id);
    open.delete(id);
    staged.stop.abort();
    onChanged();
    await staged.reader?.close();
    await working.get(id);
    working.delete(id);
  }

  return {
    list: () => [...open.values()].reverse(),
    get,
    begin(wing) {
      const lying = [...open.values()].filter(({ state }) => state !== 'taken' && state !== 'failed');
      if (lying.length >= importLimits.open)
        throw new HoldfastError('too_many_imports', `${lying.length} imports lie open`);
      const staged: Staged = {
        id: ids.next('imp'),
        createdAt: clock.now(),
        state: 'receiving',
        wing: wing.trim(),
        files: [],
        paths: new Set(),
        sizeBytes: 0,
        receiving: Promise.resolve(),
        reader: openReader(workerPath),
        found: { exports: [], problems: [], moreProblems: 0, unread: 0 },
        items: [],
        trust: new Map(),
        progress: null,
        taken: null,
        error: null,
        stop: new AbortController(),
      };
      open.set(staged.id, staged);
      onChanged();
      return staged;
    },
    async addFile(id, path, pieces) {
      const staged = inState(id, 'receiving');
      if (!isSafeName(path))
        throw new HoldfastError('path_invalid', 'a file is named by a path below a folder');
      if (staged.files.length >= importLimits.files)
        throw new HoldfastError('too_large', `an import may have ${importLimits.files} files`);
      const adding = staged.receiving.then(async () => {
        inState(id, 'receiving');
        const own = freePath(path, staged.paths);
        const folder = own.split('/').slice(0, 1).join('/');
        const before = staged.sizeBytes;
        try {
          await staged.reader?.addFile(own, folder, limited(pieces, staged));
        } catch (caught) {
          staged.sizeBytes = before;
          throw caught;
        }
        staged.paths.add(own);
        const name = withoutSecrets(own, findSecrets(own));
        staged.files.push({ name, sizeBytes: staged.sizeBytes - before });
        onChanged();
      });
      staged.receiving = adding.catch(() => {});
      await adding;
      return staged;
    },
    async read(id) {
      const staged = inState(id, 'receiving');
      if (staged.files.length === 0) throw new HoldfastError('invalid_request', 'an import needs a file');
      await staged.receiving;
      inState(id, 'receiving');
      enter(staged, 'reading');
      work(staged, 'reading an import', () => readAll(staged));
      return staged;
    },
    choose(id, choice) {
      const staged = inState(id, 'review');
      for (const { id: itemId } of choice.items ?? []) itemOf(staged, itemId);
      if (choice.wing !== undefined) staged.wing = choice.wing.trim() || staged.wing;
      for (const { trust, ...speaker } of choice.speakers ?? []) setTrust(staged, speaker, trust);
      for (const { id: itemId, take } of choice.items ?? [])
        if (take !== undefined) itemOf(staged, itemId).isChosen = take;
      onChanged();
      return staged;
    },
    async preview(id, itemId, from) {
      const staged = inState(id, 'review', 'taking');
      const item = itemOf(staged, itemId);
      return (await staged.reader?.messages(staged.items.indexOf(item), from, 20_000)) ?? [];
    },
    take(id, session) {
      const staged = inState(id, 'review');
      if (!staged.items.some(({ isChosen }) => isChosen))
        throw new HoldfastError('conflict', 'nothing of the import is chosen');
      staged.error = null;
      enter(staged, 'taking');
      work(staged, 'taking an import', async () => {
        await underway.begin(id, underwayOf(staged));
        staged.taken = await takeAll(staged, session);
        if (staged.stop.signal.aborted) return;
        await underway.end(id, true);
        enter(staged, 'taken');
        await staged.reader?.close();
        staged.reader = null;
      });
      return staged;
    },
    async discard(id) {
      await drop(id);
      await underway.end(id, false);
    },
    brokenOff: underway.brokenOff,
    async dismissBrokenOff() {
      await underway.dismiss();
      onChanged();
    },
    async settled(id) {
      await working.get(id);
      return get(id);
    },
    async close() {
      // what is being taken is broken off, and the next start says so
      for (const id of [...open.keys()]) await drop(id);
    },
  };
}

function underwayOf({ files, wing, items }: Staged): UnderwayImport {
  const messages = items.reduce((sum, item) => sum + (item.isChosen ? item.messages : 0), 0);
  return { file: files[0]?.name ?? '', files: files.length, wing, messages };
}

function itemOf(staged: Staged, id: string): StagedItem {
  const item = staged.items.find((each) => each.id === id);
  if (!item) throw new HoldfastError('not_found', `no item ${id}`);
  return item;
}
