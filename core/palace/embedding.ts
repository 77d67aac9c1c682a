import { background, type Logger } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { Window, WindowVectors } from './embed-store.ts';
import type { Embedder } from './embedder/embedder.ts';
import { hasSpace, kept, questionForms, questionInSpace, sentencesInSpace, turned } from './recall/space.ts';
import type { QuestionVector } from './recall/vectors-memory-store.ts';
import type { PalaceStore } from './worker.ts';

/** Gives windows their vectors in the background, and questions theirs. */
export interface Embedding {
  /** Something was indexed: embeds what waits. */
  begin(): void;
  /** Resolves when every window has its vector, or nothing more can be done. */
  settled(): Promise<void>;
  /** Null without an embedder, or when it fails: recall then works by words alone. */
  question(text: string, turn?: Float32Array): Promise<QuestionVector | null>;
  /** From now on this one, or none: what the one before has made goes where another takes its place, and is made anew in the background. */
  use(embedder: Embedder | null): Promise<void>;
  /** What is in use, and how far it has come. */
  state(): Promise<EmbeddingState>;
  /** Stops after the step that runs, until it is begun again. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** `name` and `dimensions` null: there is no encoder. `wanted`: windows that wait for their vector. */
export interface EmbeddingState {
  name: string | null;
  dimensions: number | null;
  hasFailed: boolean;
  vectors: number;
  wanted: number;
}

const windowsAtATime = 16;
/** Progress is told each time that so many windows got their vectors. */
const toldAfter = 320;

/** `embedder` null: there is none, and everything here does nothing. */
export function createEmbedding(options: {
  data: DataPort;
  embedder: Embedder | null;
  logger: Logger;
  /** It went on, ended or failed. */
  onProgress?: () => void;
}): Embedding {
  const { data, logger, onProgress = () => {} } = options;
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', ['adoptEmbedder', 'keepVectors']);
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', ['unembedded', 'vectors']);
  let embedder = options.embedder;
  let isClosed = false;
  let isBehind = false;
  let isResting = false;
  let hasFailed = false;
  let running: Promise<void> | null = null;

  const embedAll = async (given: Embedder) => {
    const isStopped = () => isClosed || isResting || given !== embedder;
    let made = 0;
    while (isBehind && !isStopped()) {
      isBehind = false;
      if (!(await commands.adoptEmbedder({ embedder: given.name })).isReady) return;
      for (;;) {
        const windows = await queries.unembedded({ embedder: given.name, limit: windowsAtATime });
        if (windows.length === 0 || isStopped()) break;
        const vectors = await embedWindows(given, windows);
        await commands.keepVectors({ embedder: given.name, vectors });
        made += windows.length;
        if (made % toldAfter < windowsAtATime) onProgress();
      }
      if (made > 0) onProgress();
    }
  };
  const failed = (given: Embedder, caught: unknown) => {
    if (isClosed || given !== embedder) return;
    // its thread could not be started or died: words alone until the next start
    hasFailed = true;
    logger.warn('recall works by words alone: the embedder failed', caught);
    onProgress();
  };

  const begin = () => {
    isBehind = true;
    isResting = false;
    if (embedder === null || hasFailed || isClosed || running !== null) return;
    const given = embedder;
    running = embedAll(given).finally(() => {
      running = null;
      // what was indexed while the last step ended
      if (isBehind && !isResting) begin();
    });
    background(
      running.catch((caught: unknown) => failed(given, caught)),
      'embedding what was said',
      logger,
    );
  };

  return {
    begin,
    async settled() {
      await running?.catch(() => {
        // told where it was begun
      });
    },
    async question(text, turn) {
      const given = embedder;
      if (given === null || hasFailed || isClosed) return null;
      try {
        const forms = await given.embed(hasSpace(given.name) ? questionForms(text) : [text]);
        const [first] = forms;
        if (!first) return null;
        const sentence = hasSpace(given.name) ? turned(questionInSpace(forms), turn) : null;
        return { embedder: given.name, vector: kept(given.name, first), sentence };
      } catch (caught) {
        failed(given, caught);
        return null;
      }
    },
    async use(next) {
      const before = embedder;
      if (before === next) return;
      embedder = next;
      hasFailed = false;
      await before?.close();
      await running?.catch(() => {
        // the one before was stopped in the middle of its work
      });
      begin();
    },
    async state() {
      const counts = await queries.vectors({});
      return {
        name: embedder?.name ?? null,
        dimensions: embedder?.dimensions ?? null,
        hasFailed,
        ...(embedder === null ? { vectors: 0, wanted: 0 } : counts),
      };
    },
    async rest() {
      isResting = true;
      await running?.catch(() => {
        // told where it was begun
      });
    },
    async close() {
      isClosed = true;
      await embedder?.close();
      await running?.catch(() => {
        // it was stopped in the middle of its work
      });
    },
  };
}

/** Every text in one request of the thread: a window's, then its sentences'. */
async function embedWindows(embedder: Embedder, windows: readonly Window[]): Promise<WindowVectors[]> {
  const vectors = await embedder.embed(
    windows.flatMap(({ text, sentences }) => [text, ...(sentences ?? [])]),
  );
  let at = 0;
  return windows.flatMap(({ number, changed, sentences }) => {
    const [vector, ...own] = vectors.slice(at, at + 1 + (sentences?.length ?? 0));
    at += 1 + (sentences?.length ?? 0);
    if (!vector) return [];
    return [
      {
        number,
        changed,
        vector: bytesOf(kept(embedder.name, vector)),
        sentences: sentences === null ? null : bytesOf(sentencesInSpace(own)),
      },
    ];
  });
}

const bytesOf = (values: Int8Array) => new Uint8Array(values.buffer);
