import type { Logger } from '../base/index.ts';
import type { Bound, DataPort } from '../db/index.ts';
import type { Embedder } from './embedder/embedder.ts';
import type { EmbeddingState } from './embedding.ts';
import type { PalaceExports } from './exporting.ts';
import type { KeptNote } from './note-store.ts';
import type { RecallInput, Weighed } from './recall/recall-store.ts';
import type { PalaceRetention } from './retention.ts';
import type { RecalledNow } from './revised.ts';
import type { PalaceStructure } from './structure/port.ts';
import type { ForgetPreview, SearchHit, SearchInput } from './types.ts';
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
      | 'contextTask'
    >,
    Pick<Bound<PalaceStore['commands']>, 'settle' | 'pin' | 'revise' | 'beginContext' | 'keepContext'>,
    PalaceStructure,
    PalaceExports,
    PalaceRetention {
  wings(): ReturnType<Queries['wings']>;
  /** Best first. Sees everything that was committed before the call. */
  search(input: SearchInput): Promise<SearchHit[]>;
  /** What was said about a question, best first, with its surroundings and within a budget; without what the asking session has just said. */
  recall(input: PalaceRecall): Promise<RecalledNow>;
  /** What the ranker weighs of each candidate: for training it, and to say why something was found. `turn`: as `turned` takes it. */
  weighed(input: PalaceRecall & { turn?: Float32Array }): Promise<Weighed>;
  /** Resolves when everything has its hall, names and facts. */
  structured(): Promise<void>;
  /** Resolves when everything has its vector, where there is an embedder. */
  embedded(): Promise<void>;
  /** Whether other words took the place of one of these since. The answer is kept until something is revised. */
  areRevised(input: { drawerIds: readonly string[]; since: number }): Promise<boolean>;
  /** How many drawers have a context, and wait for one; `isBehind`: the index has not taken in everything. */
  contextCounts(
    input: Parameters<Queries['contextCounts']>[0],
  ): Promise<{ made: number; waiting: number; isBehind: boolean }>;
  /** All contexts go, out of the files too. */
  dropContexts(): Promise<void>;
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
  /** The text index has taken in everything that was said. */
  onIndexed?: () => void;
  /** Takes what was forgotten out of retained backups; resolves with the names of those that still hold some of it. */
  forgetInBackups?: () => Promise<string[]>;
  /** Bytes that `index.db` may always have, whatever is in it: 64 MiB when left out. */
  allowedIndexBytes?: number;
}
