import { background, type Logger } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { Embedder } from './embedder/embedder.ts';
import { quantised } from './recall/scanner.ts';
import type { QuestionVector } from './recall/vectors-memory-store.ts';
import type { PalaceStore } from './worker.ts';

/** Gives windows their vectors in the background, and questions theirs. */
export interface Embedding {
  /** Something was indexed: embeds what waits. */
  begin(): void;
  /** Resolves when every window has its vector, or nothing more can be done. */
  settled(): Promise<void>;
  /** Null without an embedder, or when it fails: recall then works by words alone. */
  question(text: string): Promise<QuestionVector | null>;
  /** Stops after the step that runs, until it is begun again. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

const windowsAtATime = 16;

/** `embedder` null: there is none, and everything here does nothing. */
export function createEmbedding(options: {
  data: DataPort;
  embedder: Embedder | null;
  logger: Logger;
}): Embedding {
  const { data, embedder, logger } = options;
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', ['adoptEmbedder', 'keepVectors']);
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', ['unembedded']);
  let isClosed = false;
  let isBehind = false;
  let isResting = false;
  let hasFailed = false;
  let running: Promise<void> | null = null;

  const embedAll = async (given: Embedder) => {
    const isStopped = () => isClosed || isResting;
    while (isBehind && !isStopped()) {
      isBehind = false;
      if (!(await commands.adoptEmbedder({ embedder: given.name })).isReady) return;
      for (;;) {
        const windows = await queries.unembedded({ embedder: given.name, limit: windowsAtATime });
        if (windows.length === 0 || isStopped()) break;
        const vectors = await given.embed(windows.map(({ text }) => text));
        await commands.keepVectors({
          embedder: given.name,
          vectors: windows.flatMap(({ number, changed }, at) => {
            const vector = vectors[at];
            return vector ? [{ number, changed, vector: new Uint8Array(quantised(vector).buffer) }] : [];
          }),
        });
      }
    }
  };

  const begin = () => {
    isBehind = true;
    isResting = false;
    if (embedder === null || hasFailed || isClosed || running !== null) return;
    running = embedAll(embedder).finally(() => {
      running = null;
      // what was indexed while the last step ended
      if (isBehind && !isResting) begin();
    });
    background(
      running.catch((caught: unknown) => {
        if (isClosed) return;
        // its thread could not be started or died: words alone until the next start
        hasFailed = true;
        logger.warn('recall works by words alone: the embedder failed', caught);
      }),
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
    async question(text) {
      if (embedder === null || hasFailed || isClosed) return null;
      try {
        const [vector] = await embedder.embed([text]);
        return vector ? { embedder: embedder.name, vector } : null;
      } catch (caught) {
        hasFailed = true;
        logger.warn('recall works by words alone: the embedder failed', caught);
        return null;
      }
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
