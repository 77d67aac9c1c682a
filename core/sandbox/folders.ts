import type { Stats } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError, type Runtime } from '../base/index.ts';
import type {
  FileContent,
  FileEntry,
  FileSystem,
  ReadOptions,
  WalkOptions,
  WriteOptions,
} from './file-system.ts';
import { moveNew, readChecked, requireFile, statusOf, writeAtomically } from './folder-file.ts';
import { type HeldFolder, holdFolder, isCode, refuseAccess, spelledIn } from './folder-parent.ts';
import { splitFolderPath } from './folder-path.ts';
import { isInside, namesOf } from './granted-root.ts';
import { type ProtectedKind, protectedKind } from './protected-paths.ts';

const maxFileBytes = 512 * 1024 * 1024;

export interface FolderOptions {
  /** The granted folder as `resolveGrantedRoot` returned it. */
  root: string;
  access: 'read' | 'read_write';
  /** Real paths that are refused wherever they lie: Holdfast's own data folder. */
  forbidden?: readonly string[];
  /** Kinds of protected paths that were granted on purpose. */
  allowedKinds?: readonly ProtectedKind[];
  random: Runtime['random'];
  platform?: NodeJS.Platform;
}

/** Access to a granted folder and to nothing else. Residual races are stated in folder-parent.ts: none on Linux with /proc. */
export function openFolder(options: FolderOptions): FileSystem {
  return new GrantedFolder(options);
}

class GrantedFolder implements FileSystem {
  readonly access: 'read' | 'read_write';
  readonly #options: FolderOptions;
  readonly #platform: NodeJS.Platform;

  constructor(options: FolderOptions) {
    this.access = options.access;
    this.#options = options;
    this.#platform = options.platform ?? process.platform;
  }

  #split(path: string, access: 'read' | 'write'): string[] {
    const names = splitFolderPath(path, this.#platform);
    this.#checkProtection(names, access);
    return names;
  }

  #checkProtection(names: readonly string[], access: 'read' | 'write'): void {
    const real = join(this.#options.root, ...names);
    if (this.#options.forbidden?.some((folder) => isInside(folder, real))) {
      throw new HoldfastError('path_protected', 'this belongs to Holdfast itself', { reason: 'own data' });
    }
    // with the names above the root, so that a grant of .config does not hide what .config/fish is
    const kind = protectedKind([...namesOf(this.#options.root), ...names], access);
    if (kind && !this.#options.allowedKinds?.includes(kind)) {
      throw new HoldfastError('path_protected', 'the path is protected', { reason: kind });
    }
  }

  #requireWritable(): void {
    if (this.access !== 'read_write')
      throw new HoldfastError('read_only', 'the folder was granted for reading only');
  }

  // where links led is checked too: a harmless name may stand for a protected folder
  async #inFolder<T>(
    names: readonly string[],
    access: 'read' | 'write',
    work: (folder: HeldFolder) => Promise<T>,
  ): Promise<T> {
    const folder = await holdFolder(this.#options.root, names);
    try {
      this.#checkProtection(folder.names, access);
      return await work(folder);
    } finally {
      await folder.close();
    }
  }

  async #atName<T>(
    path: string,
    access: 'read' | 'write',
    work: (parent: HeldFolder, name: string) => Promise<T>,
  ): Promise<T> {
    const names = this.#split(path, access);
    const last = names.at(-1);
    if (last === undefined)
      throw new HoldfastError('path_invalid', 'the granted folder itself is meant', {
        reason: 'it is a folder',
      });
    return this.#inFolder(names.slice(0, -1), access, async (parent) => {
      const name = await spelledIn(parent.self, last);
      this.#checkProtection([...parent.names, name], access);
      return work(parent, name);
    });
  }

  async stat(path: string): Promise<FileEntry> {
    const names = this.#split(path, 'read');
    if (names.length === 0) return this.#inFolder([], 'read', async () => folderEntry('', '', 0));
    return this.#atName(path, 'read', async (parent, name) => {
      const entry = await this.#entry(parent, name);
      if (!entry) throw new HoldfastError('file_not_found', `there is no ${names.join('/')}`);
      return { ...entry, path: names.join('/') };
    });
  }

  readFile(path: string, options: ReadOptions = {}): Promise<FileContent> {
    return this.#atName(path, 'read', (parent, name) => readChecked(parent, name, options));
  }

  async writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<FileEntry> {
    this.#requireWritable();
    if (bytes.byteLength > maxFileBytes)
      throw new HoldfastError('too_large', `a file may have ${maxFileBytes} bytes`);
    const names = this.#split(path, 'write');
    await this.#makeFolders(names.slice(0, -1));
    const temporaryName = `.holdfast-${Buffer.from(this.#options.random.bytes(9)).toString('base64url')}.tmp`;
    return this.#atName(path, 'write', async (parent, name) => {
      await writeAtomically(parent, name, bytes, { ...options, temporaryName });
      const entry = await this.#entry(parent, name);
      if (!entry)
        throw new HoldfastError('conflict', 'the file was removed at once by something else', {
          reason: 'race',
        });
      return { ...entry, path: names.join('/') };
    });
  }

  async makeFolder(path: string): Promise<void> {
    this.#requireWritable();
    await this.#makeFolders(this.#split(path, 'write'));
  }

  async #makeFolders(names: readonly string[]): Promise<void> {
    for (let length = 1; length <= names.length; length += 1) {
      await this.#inFolder(names.slice(0, length - 1), 'write', async (parent) => {
        const name = await spelledIn(parent.self, names[length - 1] ?? '');
        if (await statusOf(parent, name)) return;
        await parent.recheck();
        await mkdir(parent.at(name)).catch((caught: unknown) => {
          if (!isCode(caught, 'EEXIST')) throw refuseAccess(caught);
        });
      });
    }
  }

  async move(from: string, to: string): Promise<void> {
    this.#requireWritable();
    const parents = this.#split(to, 'write').slice(0, -1);
    // before any folder is made: a move that is refused leaves nothing behind
    await this.#atName(from, 'write', (source, name) => this.#requireMovable(source, name));
    await this.#makeFolders(parents);
    await this.#atName(from, 'write', (source, name) =>
      this.#atName(to, 'write', async (target, newName) => {
        const status = await this.#requireMovable(source, name);
        if (await statusOf(target, newName))
          throw new HoldfastError('conflict', 'something is there already', { reason: 'taken' });
        await source.recheck();
        await target.recheck();
        const [old, wanted] = [source.at(name), target.at(newName)];
        await (status.isDirectory() ? rename(old, wanted) : moveNew(old, wanted)).catch((caught: unknown) => {
          if (isCode(caught, 'EXDEV'))
            throw new HoldfastError('path_invalid', 'it lies on another disk', { reason: 'another disk' });
          if (isCode(caught, 'EINVAL'))
            throw new HoldfastError('path_invalid', 'a folder cannot go into itself', {
              reason: 'into itself',
            });
          throw refuseAccess(caught);
        });
      }),
    );
  }

  async #requireMovable(source: HeldFolder, name: string): Promise<Stats> {
    const status = await statusOf(source, name);
    if (!status?.isDirectory()) requireFile(status);
    else await this.#checkAllBelow([...source.names, name]);
    return status;
  }

  // what would go or move with a folder must be free to
  async #checkAllBelow(names: readonly string[]): Promise<number> {
    let files = 0;
    for await (const entry of this.walk(names.join('/'), { maxEntries: Number.POSITIVE_INFINITY })) {
      this.#checkProtection(entry.path.split('/'), 'write');
      if (entry.kind !== 'folder') files += 1;
    }
    return files;
  }

  async list(path: string): Promise<FileEntry[]> {
    return this.#inFolder(this.#split(path, 'read'), 'read', (folder) => this.#children(folder));
  }

  async #children(folder: HeldFolder): Promise<FileEntry[]> {
    const present = await readdir(folder.self).catch((caught: unknown) => {
      throw refuseAccess(caught);
    });
    const entries: FileEntry[] = [];
    for (const name of present.sort()) {
      const entry = await this.#entry(folder, name);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  async #entry(parent: HeldFolder, name: string): Promise<FileEntry | undefined> {
    const status = await statusOf(parent, name);
    if (!status) return undefined;
    const names = [...parent.names, name.normalize('NFC')];
    const isProtected =
      protectedKind([...namesOf(this.#options.root), ...names], 'read') !== undefined ||
      this.#isForbidden(names);
    const kind = status.isFile()
      ? 'file'
      : status.isDirectory()
        ? 'folder'
        : status.isSymbolicLink()
          ? 'link'
          : 'other';
    return {
      path: names.join('/'),
      name: name.normalize('NFC'),
      kind,
      sizeBytes: kind === 'file' ? status.size : 0,
      modifiedAt: Math.round(status.mtimeMs),
      ...(isProtected ? { isProtected: true as const } : {}),
      ...(kind === 'file' && status.nlink > 1 ? { hardLinks: status.nlink } : {}),
      ...(kind === 'file' && (status.mode & 0o100) !== 0 && this.#platform !== 'win32'
        ? { isExecutable: true as const }
        : {}),
    };
  }

  #isForbidden(names: readonly string[]): boolean {
    const real = join(this.#options.root, ...names);
    return this.#options.forbidden?.some((folder) => isInside(folder, real)) ?? false;
  }

  async remove(path: string, options: { isRecursive?: boolean } = {}): Promise<{ files: number }> {
    this.#requireWritable();
    return this.#atName(path, 'write', async (parent, name) => {
      const status = await statusOf(parent, name);
      if (status?.isDirectory())
        return this.#removeFolder([...parent.names, name], parent, name, options.isRecursive ?? false);
      // a link is removed itself, never what it leads to
      if (!status?.isSymbolicLink()) requireFile(status);
      await parent.recheck();
      await unlink(parent.at(name)).catch((caught: unknown) => {
        throw refuseAccess(caught);
      });
      return { files: 1 };
    });
  }

  async #removeFolder(
    names: string[],
    parent: HeldFolder,
    name: string,
    isRecursive: boolean,
  ): Promise<{ files: number }> {
    const files = isRecursive ? await this.#checkAllBelow(names) : 0;
    await parent.recheck();
    const target = parent.at(name);
    await (isRecursive ? rm(target, { recursive: true }) : rmdir(target)).catch((caught: unknown) => {
      if (isCode(caught, 'ENOTEMPTY') || isCode(caught, 'EEXIST')) {
        throw new HoldfastError('path_invalid', 'the folder is not empty', { reason: 'it is a folder' });
      }
      throw refuseAccess(caught);
    });
    return { files };
  }

  async *walk(path: string, options: WalkOptions): AsyncIterable<FileEntry> {
    const start = this.#split(path, 'read');
    const open: { names: string[]; depth: number }[] = [{ names: start, depth: 1 }];
    let count = 0;
    for (let next = open.pop(); next; next = open.pop()) {
      options.signal?.throwIfAborted();
      const { names, depth } = next;
      const entries = await this.#inFolder(names, 'read', (folder) => this.#children(folder));
      const below: { names: string[]; depth: number }[] = [];
      for (const entry of entries) {
        count += 1;
        const entryNames = [...names, entry.name];
        yield { ...entry, path: entryNames.join('/') };
        if (count >= options.maxEntries) return;
        const isEntered =
          entry.kind === 'folder' && !entry.isProtected && !options.skipNames?.includes(entry.name);
        if (isEntered && depth < (options.maxDepth ?? 64))
          below.push({ names: entryNames, depth: depth + 1 });
      }
      open.push(...below.reverse());
    }
  }
}

function folderEntry(path: string, name: string, modifiedAt: number): FileEntry {
  return { path, name, kind: 'folder', sizeBytes: 0, modifiedAt };
}
