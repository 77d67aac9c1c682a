import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '../base/index.ts';

/**
 * A content of this size or more lies in a file of its own. Below it one commit with the content in it saves another file and its two
 * flushes; above it the database would write the content twice, into its log and into itself, and grow.
 */
export const smallestBlobBytes = 128 * 1024;
const pieceBytes = 1024 * 1024;

/** A content on its way into the data: small ones travel with the command, a large one lies flushed in a file that the command takes over. */
export type Content =
  | { bytes: Uint8Array }
  | {
      /** The name of the waiting file. */
      staged: string;
      /** Hex. */
      sha256: string;
      sizeBytes: number;
    };

/** A large content where it lies. */
export interface BlobRef {
  name: string;
  sizeBytes: number;
  /** Hex. */
  sha256: string;
}

/** Large contents as the main process reaches them: no message to the data worker carries one. */
export interface BlobFiles {
  /**
   * Makes a content ready for a command. Whoever does so calls `discard` afterwards, whatever became of the command. Throws `too_large`
   * above `mostBytes`, `database_full`, `database_io`.
   */
  stage(
    given: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { mostBytes?: number | undefined },
  ): Promise<Content>;
  /** Removes what no command took over. */
  discard(contents: readonly Content[]): Promise<void>;
  /**
   * A range of a content, or all of it, which is compared with its hash. Throws `content_damaged` where the file is missing, has another
   * size or another content.
   */
  read(
    blob: BlobRef,
    range?: { offset?: number | undefined; length?: number | undefined },
  ): Promise<Uint8Array>;
}

/** Where blobs lie in a data folder: a folder for each beginning of a name, and one for what waits. */
export const blobsFolder = (dataDir: string) => join(dataDir, 'blobs');
export const incomingFolder = (dataDir: string) => join(blobsFolder(dataDir), 'incoming');
export const blobFolderOf = (dataDir: string, name: string) => join(blobsFolder(dataDir), name.slice(0, 2));
export const blobPath = (dataDir: string, name: string) => join(blobFolderOf(dataDir, name), name.slice(2));

/** The blobs of a data folder. Starts nothing and makes no folder before the first large content. */
export function createBlobFiles(dataDir: string): BlobFiles {
  async function writeStaged(
    pieces: AsyncIterable<Uint8Array>,
    mostBytes: number | undefined,
  ): Promise<Content> {
    const staged = randomUUID();
    const path = join(incomingFolder(dataDir), staged);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    try {
      await mkdir(incomingFolder(dataDir), { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const piece of pieces) {
          sizeBytes += piece.byteLength;
          requireAtMost(sizeBytes, mostBytes);
          hash.update(piece);
          await file.appendFile(piece);
        }
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (caught) {
      await rm(path, { force: true });
      throw asStorageError(caught);
    }
    return { staged, sha256: hash.digest('hex'), sizeBytes };
  }

  return {
    async stage(given, { mostBytes } = {}) {
      if (given instanceof Uint8Array) {
        requireAtMost(given.byteLength, mostBytes);
        return given.byteLength < smallestBlobBytes
          ? { bytes: given }
          : writeStaged(inPieces(given), mostBytes);
      }
      const source = given[Symbol.asyncIterator]();
      const first: Uint8Array[] = [];
      let sizeBytes = 0;
      while (sizeBytes < smallestBlobBytes) {
        const { value, done } = await source.next();
        if (done === true) return { bytes: Buffer.concat(first, sizeBytes) };
        first.push(value);
        sizeBytes += value.byteLength;
        requireAtMost(sizeBytes, mostBytes);
      }
      return writeStaged(joined(first, source), mostBytes);
    },
    async discard(contents) {
      for (const content of contents)
        if ('staged' in content) await rm(join(incomingFolder(dataDir), content.staged), { force: true });
    },
    read: (blob, range) => readBlob(blobPath(dataDir, blob.name), blob, range),
  };
}

function requireAtMost(sizeBytes: number, mostBytes: number | undefined): void {
  if (mostBytes !== undefined && sizeBytes > mostBytes)
    throw new HoldfastError('too_large', `a file may have ${mostBytes} bytes`);
}

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function* joined(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield* first;
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) return;
    yield value;
  }
}

async function readBlob(
  path: string,
  blob: BlobRef,
  { offset = 0, length }: { offset?: number | undefined; length?: number | undefined } = {},
): Promise<Uint8Array> {
  const from = Math.min(Math.max(0, offset), blob.sizeBytes);
  const count = Math.min(length ?? blob.sizeBytes, blob.sizeBytes - from);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size !== blob.sizeBytes) throw damaged(`it has ${size} bytes, not ${blob.sizeBytes}`);
      const bytes = Buffer.allocUnsafe(count);
      const hash = count === blob.sizeBytes ? createHash('sha256') : null;
      // piece by piece: neither reading nor hashing holds up this thread for long
      for (let done = 0; done < count; ) {
        const { bytesRead } = await file.read(bytes, done, Math.min(pieceBytes, count - done), from + done);
        if (bytesRead === 0) throw damaged('it ended early');
        hash?.update(bytes.subarray(done, done + bytesRead));
        done += bytesRead;
      }
      if (hash !== null && hash.digest('hex') !== blob.sha256) throw damaged('it holds something else');
      return bytes;
    } finally {
      await file.close();
    }
  } catch (caught) {
    if (caught instanceof HoldfastError) throw caught;
    throw damaged(caught instanceof Error ? caught.message : String(caught));
  }
}

function damaged(why: string): HoldfastError {
  return new HoldfastError('content_damaged', `the content of the file cannot be read: ${why}`);
}

/** What a failed file call means for the owner, in the words that the database has for it. */
export function asStorageError(caught: unknown): unknown {
  const code = caught instanceof Error && 'code' in caught ? caught.code : undefined;
  if (typeof code !== 'string') return caught;
  const known = {
    ENOSPC: 'database_full',
    EDQUOT: 'database_full',
    EIO: 'database_io',
    EROFS: 'database_read_only',
  };
  const found = Object.entries(known).find(([name]) => name === code)?.[1];
  if (found === 'database_full' || found === 'database_io' || found === 'database_read_only')
    return new HoldfastError(found, `keeping a file: ${code}`, {}, { cause: caught });
  return caught;
}
