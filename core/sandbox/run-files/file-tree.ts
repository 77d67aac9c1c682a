import { FileFailure, failure } from './file-failure.ts';

const mostFolders = 100_000;

/** A file as the run sees it. */
export interface TreeFile {
  kind: 'file';
  sizeBytes: number;
  modifiedAt: number;
  /** The file of the workspace that holds its content; undefined once `parts` do. */
  origin?: string;
  parts?: Uint8Array[];
}

export interface TreeFolder {
  kind: 'folder';
  children: Map<string, TreeNode>;
}

export type TreeNode = TreeFile | TreeFolder;

/**
 * The session's own files as names and sizes, and what a run changed of it. Paths are absolute and normalised (`Place.path`). Nothing here waits,
 * so a step of it is whole. Throws FileFailure.
 */
export class FileTree {
  readonly #top: TreeFolder = { kind: 'folder', children: new Map() };
  /** What the workspace itself has, by path. */
  readonly #before = new Map<string, number>();
  readonly #touched = new Set<string>();
  #totals = { files: 0, folders: 0, bytes: 0, changedBytes: 0 };

  /** A file that the workspace has. */
  add({ path, sizeBytes, modifiedAt }: { path: string; sizeBytes: number; modifiedAt: number }): void {
    this.#before.set(path, sizeBytes);
    this.#put(path, { kind: 'file', sizeBytes, modifiedAt, origin: path });
  }

  #namesOf(path: string): string[] {
    return path.split('/').slice(1);
  }

  find(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.#top;
    for (const name of this.#namesOf(path)) {
      if (node?.kind !== 'folder') throw failure('ENOTDIR');
      node = node.children.get(name);
      if (!node) return undefined;
    }
    return node;
  }

  /** The node, or ENOENT. */
  at(path: string): TreeNode {
    const node = this.find(path);
    if (!node) throw failure('ENOENT');
    return node;
  }

  file(path: string): TreeFile {
    const node = this.at(path);
    if (node.kind === 'folder') throw failure('EISDIR');
    return node;
  }

  folder(path: string): TreeFolder {
    const node = this.at(path);
    if (node.kind === 'file') throw failure('ENOTDIR');
    return node;
  }

  /** Every file at or below a node, with its path. */
  *filesBelow(path: string, node: TreeNode = this.at(path)): Iterable<[string, TreeFile]> {
    if (node.kind === 'file') yield [path, node];
    else for (const [name, child] of node.children) yield* this.filesBelow(`${path}/${name}`, child);
  }

  /** Every folder below a node. */
  *foldersBelow(path: string, node: TreeNode): Iterable<string> {
    if (node.kind === 'file') return;
    for (const [name, child] of node.children) {
      if (child.kind === 'folder') yield `${path}/${name}`;
      yield* this.foldersBelow(`${path}/${name}`, child);
    }
  }

  /** Every folder without anything in it. */
  *emptyFolders(): Iterable<string> {
    for (const path of this.foldersBelow('', this.#top))
      if (this.folder(path).children.size === 0) yield path;
  }

  /** Makes the folder and those above it. ENOTDIR where a file is in the way. */
  makeFolder(path: string): TreeFolder {
    let folder = this.#top;
    for (const name of this.#namesOf(path)) {
      const child: TreeNode = folder.children.get(name) ?? this.#newFolder(folder, name);
      if (child.kind === 'file') throw failure('ENOTDIR');
      folder = child;
    }
    return folder;
  }

  #newFolder(parent: TreeFolder, name: string): TreeFolder {
    if (this.#totals.folders >= mostFolders)
      throw new FileFailure('ENOSPC', `more than ${mostFolders} folders are too many to work with`);
    const folder: TreeFolder = { kind: 'folder', children: new Map() };
    parent.children.set(name, folder);
    this.#totals.folders += 1;
    return folder;
  }

  /** Puts a file, replacing one; the folders above it are made. */
  write(path: string, file: TreeFile): void {
    if (this.find(path)?.kind === 'folder') throw failure('EISDIR');
    this.#put(path, file);
    this.#touched.add(path);
  }

  #put(path: string, file: TreeFile): void {
    const at = path.lastIndexOf('/');
    const parent = this.makeFolder(path.slice(0, at));
    const name = path.slice(at + 1);
    const before = parent.children.get(name);
    if (before?.kind === 'file') this.#count(path, before, -1);
    this.#count(path, file, 1);
    parent.children.set(name, file);
  }

  #count(path: string, file: TreeFile, sign: 1 | -1): void {
    this.#totals.files += sign;
    this.#totals.bytes += sign * file.sizeBytes;
    if (file.origin !== path) this.#totals.changedBytes += sign * file.sizeBytes;
  }

  /** Takes a file or a folder with all below it out; the folder above stays. Returns what it was. */
  take(path: string): TreeNode {
    const node = this.at(path);
    this.#forget(path, node);
    const at = path.lastIndexOf('/');
    this.folder(path.slice(0, at)).children.delete(path.slice(at + 1));
    return node;
  }

  #forget(path: string, node: TreeNode): void {
    if (node.kind === 'file') {
      this.#touched.add(path);
      this.#count(path, node, -1);
      return;
    }
    this.#totals.folders -= 1;
    for (const [name, child] of node.children) this.#forget(`${path}/${name}`, child);
  }

  /** `changedBytes`: of files that are not what the workspace has at their path. */
  totals(): Readonly<{ files: number; folders: number; bytes: number; changedBytes: number }> {
    return this.#totals;
  }

  isChanged(): boolean {
    return this.#touched.size > 0;
  }

  *#changedFiles(): Iterable<[string, TreeFile]> {
    for (const path of this.#touched) {
      const node = this.#quietly(path);
      if (node?.kind === 'file' && node.origin !== path) yield [path, node];
    }
  }

  // a folder above it may have become a file
  #quietly(path: string): TreeNode | undefined {
    try {
      return this.find(path);
    } catch {
      return undefined;
    }
  }

  /** What differs from the workspace, in order of path. */
  changes(): { writes: [string, TreeFile][]; removes: string[] } {
    const removes = [...this.#touched].filter(
      (path) => this.#before.has(path) && this.#quietly(path)?.kind !== 'file',
    );
    const writes = [...this.#changedFiles()].sort(([left], [right]) => (left < right ? -1 : 1));
    return { writes, removes: removes.sort() };
  }

  /** The changes are in the workspace now. */
  settle({ writes, removes }: ReturnType<FileTree['changes']>): void {
    for (const path of removes) this.#before.delete(path);
    for (const [path, file] of writes) {
      this.#before.set(path, file.sizeBytes);
      file.origin = path;
      delete file.parts;
    }
    this.#touched.clear();
    this.#totals.changedBytes = 0;
  }
}
