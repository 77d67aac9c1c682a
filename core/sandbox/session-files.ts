import { HoldfastError } from '../base/index.ts';
import type { BlobFiles, Bound, Content } from '../db/index.ts';
import {
  type FileContent,
  type FileEntry,
  type FileSystem,
  maxReadBytes,
  type ReadOptions,
  type WalkOptions,
  type WriteOptions,
} from './file-system.ts';
import { outputsRoot, type SessionRoot, uploadsRoot, workspaceRoot } from './roots.ts';
import type { WorkspaceFile, WorkspaceQuota } from './store.ts';
import { splitVirtualPath } from './virtual-path.ts';
import type { commands, queries } from './worker.ts';

const maxFileBytes = 100 * 1024 * 1024;
const pageSize = 500;

export type Store = Bound<typeof commands> & Bound<typeof queries>;
type Found = Awaited<ReturnType<Store['read']>>;

/** Several changes that land together or not at all, by absolute path. */
export interface WorkspaceChanges {
  writes: readonly { path: string; bytes: Uint8Array }[];
  removes: readonly string[];
}

interface StreamOptions extends WriteOptions {
  /** `too_large` above it; files have a bound of their own besides. */
  mostBytes?: number;
}

/** Files that the session holds of its own. */
export interface OwnFiles extends FileSystem {
  /** As `writeFile`, of a content that is not in memory as a whole. */
  writeStream(
    path: string,
    given: Uint8Array | AsyncIterable<Uint8Array>,
    options?: StreamOptions,
  ): Promise<FileEntry>;
}

/** The files below an absolute path, in order of path. */
export async function* pages(store: Store, sessionId: string, path: string): AsyncIterable<WorkspaceFile> {
  let afterPath: string | undefined;
  for (;;) {
    const page = await store.filesBelow({
      sessionId,
      path,
      limit: pageSize,
      ...(afterPath === undefined ? {} : { afterPath }),
    });
    yield* page;
    afterPath = page.at(-1)?.path;
    if (page.length < pageSize) return;
  }
}

interface SessionFilesOptions {
  store: Store;
  blobs: BlobFiles;
  sessionId: string;
  writtenBy: string;
  quota: WorkspaceQuota;
  root: SessionRoot;
}

/** The files of a session below one of its roots. */
export class SessionFileSystem implements OwnFiles {
  readonly access = 'read_write';
  readonly #store: Store;
  readonly #blobs: BlobFiles;
  readonly #sessionId: string;
  readonly #writtenBy: string;
  readonly #quota: WorkspaceQuota;
  readonly #root: SessionRoot;

  constructor({ store, blobs, sessionId, writtenBy, quota, root }: SessionFilesOptions) {
    this.#store = store;
    this.#blobs = blobs;
    this.#sessionId = sessionId;
    this.#writtenBy = writtenBy;
    this.#quota = quota;
    this.#root = root;
  }

  #key(path: string): { sessionId: string; path: string } {
    const names = splitVirtualPath(path);
    return { sessionId: this.#sessionId, path: [this.#root, ...names].join('/') };
  }

  #fileKey(path: string): { sessionId: string; path: string } {
    const key = this.#key(path);
    if (key.path === this.#root)
      throw new HoldfastError('path_invalid', `${this.#root} itself is a folder`, {
        reason: 'it is a folder',
      });
    return key;
  }

  async stat(path: string): Promise<FileEntry> {
    const key = this.#key(path);
    const file = await this.#store.fileAt(key);
    if (file) return entryOf(this.#root, file);
    const [below] = await this.#store.filesBelow({ ...key, limit: 1 });
    if (!below && key.path !== this.#root)
      throw new HoldfastError('file_not_found', `there is no ${key.path}`);
    return folderEntry(this.#root, key.path, below?.modifiedAt ?? 0);
  }

  async readFile(path: string, options: ReadOptions = {}): Promise<FileContent> {
    const key = { ...this.#fileKey(path), ...options, mostWholeBytes: maxReadBytes };
    try {
      return await this.#content(await this.#store.read(key), options);
    } catch (caught) {
      // it may have been replaced between the look and the reading: then it lies elsewhere now
      if (!(caught instanceof HoldfastError) || caught.code !== 'content_damaged') throw caught;
      return this.#content(await this.#store.read(key), options);
    }
  }

  async #content({ file, bytes, blob }: Found, options: ReadOptions): Promise<FileContent> {
    return {
      bytes: blob ? await this.#blobs.read(blob, options) : bytes,
      sizeBytes: file.sizeBytes,
      modifiedAt: file.modifiedAt,
    };
  }

  writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<FileEntry> {
    return this.writeStream(path, bytes, options);
  }

  async writeStream(
    path: string,
    given: Uint8Array | AsyncIterable<Uint8Array>,
    { expectedSha256, mostBytes }: StreamOptions = {},
  ): Promise<FileEntry> {
    const key = this.#fileKey(path);
    const most = Math.min(mostBytes ?? maxFileBytes, maxFileBytes);
    const content = await this.#blobs.stage(given, { mostBytes: most });
    const expected = expectedSha256 === undefined ? {} : { expectedSha256 };
    return this.#withContents([content], async () =>
      entryOf(
        this.#root,
        await this.#store.write({
          ...key,
          ...expected,
          content,
          writtenBy: this.#writtenBy,
          quota: this.#quota,
        }),
      ),
    );
  }

  async #withContents<T>(contents: readonly Content[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      await this.#blobs.discard(contents);
    }
  }

  async move(from: string, to: string): Promise<void> {
    const { sessionId, path } = this.#fileKey(from);
    await this.#store.move({ sessionId, from: path, to: this.#fileKey(to).path });
  }

  async land({ writes, removes }: WorkspaceChanges): Promise<void> {
    const at = (path: string) => {
      const names = splitVirtualPath(path);
      const root = sessionRoots.find((each) => isInside(each, names));
      if (root !== undefined) return `/${names.join('/')}`;
      throw new HoldfastError('path_invalid', `${path} is not the session's own`, { reason: 'another root' });
    };
    const staged: { path: string; content: Content }[] = [];
    const contents: Content[] = [];
    await this.#withContents(contents, async () => {
      for (const { path, bytes } of writes) {
        const content = await this.#blobs.stage(bytes, { mostBytes: maxFileBytes });
        contents.push(content);
        staged.push({ path: at(path), content });
      }
      await this.#store.land({
        sessionId: this.#sessionId,
        writes: staged,
        removes: removes.map(at),
        writtenBy: this.#writtenBy,
        quota: this.#quota,
      });
    });
  }

  async list(path: string): Promise<FileEntry[]> {
    const key = this.#key(path);
    if (await this.#store.fileAt(key))
      throw new HoldfastError('path_invalid', `${key.path} is a file`, { reason: 'it is a file' });
    const children = new Map<string, FileEntry>();
    for await (const file of pages(this.#store, this.#sessionId, key.path)) {
      const rest = file.path.slice(key.path.length + 1);
      const name = rest.split('/', 1)[0] ?? rest;
      if (name === rest) children.set(name, entryOf(this.#root, file));
      else if (!children.has(name))
        children.set(name, folderEntry(this.#root, `${key.path}/${name}`, file.modifiedAt));
    }
    if (children.size === 0 && key.path !== this.#root)
      throw new HoldfastError('file_not_found', `there is no ${key.path}`);
    return [...children.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async remove(path: string, options: { isRecursive?: boolean } = {}): Promise<{ files: number }> {
    return this.#store.remove({ ...this.#fileKey(path), ...options });
  }

  /** Folders exist by what is in them; there is nothing to make. */
  async makeFolder(path: string): Promise<void> {
    this.#key(path);
  }

  async *walk(path: string, options: WalkOptions): AsyncIterable<FileEntry> {
    const key = this.#key(path);
    const seen = new Set<string>();
    let count = 0;
    for await (const file of pages(this.#store, this.#sessionId, key.path)) {
      options.signal?.throwIfAborted();
      const names = file.path.slice(key.path.length + 1).split('/');
      const folders = names.slice(0, -1);
      const isSkipped = folders.some((name) => options.skipNames?.includes(name));
      for (
        let depth = 1;
        depth <= folders.length && depth <= (options.maxDepth ?? Number.POSITIVE_INFINITY);
        depth += 1
      ) {
        const folder = [key.path, ...folders.slice(0, depth)].join('/');
        if (!seen.has(folder)) {
          seen.add(folder);
          yield folderEntry(this.#root, folder, file.modifiedAt);
          count += 1;
          if (count >= options.maxEntries) return;
        }
        if (options.skipNames?.includes(folders[depth - 1] ?? '')) break;
      }
      if (isSkipped || names.length > (options.maxDepth ?? Number.POSITIVE_INFINITY)) continue;
      yield entryOf(this.#root, file);
      count += 1;
      if (count >= options.maxEntries) return;
    }
  }
}

export const sessionRoots: readonly SessionRoot[] = [workspaceRoot, uploadsRoot, outputsRoot];

function isInside(root: SessionRoot, names: readonly string[]): boolean {
  const above = root.slice(1).split('/');
  return names.length > above.length && above.every((name, index) => name === names[index]);
}

function entryOf(root: SessionRoot, file: WorkspaceFile): FileEntry {
  const path = file.path.slice(root.length + 1);
  return {
    path,
    name: path.split('/').at(-1) ?? path,
    kind: 'file',
    sizeBytes: file.sizeBytes,
    modifiedAt: file.modifiedAt,
  };
}

function folderEntry(root: SessionRoot, absolute: string, modifiedAt: number): FileEntry {
  const path = absolute.slice(root.length + 1);
  return { path, name: path.split('/').at(-1) ?? '', kind: 'folder', sizeBytes: 0, modifiedAt };
}
