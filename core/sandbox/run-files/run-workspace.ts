import type { Mounts } from '../mounts.ts';
import { outputsRoot, workspaceRoot } from '../roots.ts';
import type { WorkspaceQuota } from '../store.ts';
import { FileFailure } from './file-failure.ts';
import { FileTree, type TreeFile } from './file-tree.ts';
import type { KeptRunFiles } from './run-files.ts';

/** What one run may change between two landings, as a command of the shell. */
const mostChangedBytes = 64 * 1024 * 1024;

interface RunWorkspacePorts {
  mounts(): Promise<Mounts>;
  beforeLanding?(): Promise<void> | undefined;
  now(): number;
}

/** The workspace of one run: the names of its files, what the run changed of it, and the way back. */
export class RunWorkspace {
  readonly written = new Map<string, number>();
  readonly removed = new Set<string>();
  /** Something else may have changed the workspace: names are read again before the next look. */
  isStale = false;
  /** Of what has not landed. */
  get changedBytes(): number {
    return this.#tree?.totals().changedBytes ?? 0;
  }
  get hasChanged(): boolean {
    return this.written.size + this.removed.size > 0 || this.#tree?.isChanged() === true;
  }

  readonly #ports: RunWorkspacePorts;
  readonly #quota: WorkspaceQuota;
  #tree: FileTree | undefined;

  constructor(ports: RunWorkspacePorts, quota: WorkspaceQuota) {
    this.#ports = ports;
    this.#quota = quota;
  }

  /** The names as they are now. What was written before something else changed the workspace lands first. */
  async tree(): Promise<FileTree> {
    if (this.isStale) {
      await this.land();
      this.#tree = undefined;
      this.isStale = false;
    }
    this.#tree ??= await this.#load();
    return this.#tree;
  }

  async #load(): Promise<FileTree> {
    const tree = new FileTree();
    const mounts = await this.#ports.mounts();
    for (const root of [workspaceRoot, outputsRoot]) {
      tree.makeFolder(root);
      for await (const entry of mounts.walk(root, { maxEntries: Number.POSITIVE_INFINITY }))
        if (entry.kind === 'file') tree.add(entry);
    }
    return tree;
  }

  /** The content of a file, or the asked part of it. */
  async read(file: TreeFile, offset = 0, length = file.sizeBytes): Promise<Uint8Array> {
    if (file.parts) {
      if (file.parts.length > 1) file.parts = [Buffer.concat(file.parts)];
      return (file.parts[0] ?? new Uint8Array()).subarray(offset, offset + length);
    }
    const mounts = await this.#ports.mounts();
    return (await mounts.readFile(file.origin ?? '', { offset, length })).bytes;
  }

  /** Puts new content. ENOSPC where it would not land. */
  async write(path: string, parts: Uint8Array[]): Promise<void> {
    const sizeBytes = parts.reduce((total, part) => total + part.byteLength, 0);
    this.put(await this.tree(), path, { kind: 'file', sizeBytes, modifiedAt: this.#ports.now(), parts });
  }

  /** Puts a file at a path, within the limits. */
  put(tree: FileTree, path: string, file: TreeFile): void {
    const before = tree.find(path);
    const beforeBytes = before?.kind === 'file' ? before.sizeBytes : 0;
    const { files, bytes, changedBytes } = tree.totals();
    if (
      bytes - beforeBytes + file.sizeBytes > this.#quota.maxBytes ||
      files + (before ? 0 : 1) > this.#quota.maxFiles
    )
      throw new FileFailure('ENOSPC', 'no space left: the workspace of the session is full');
    const changedBefore = before?.kind === 'file' && before.origin !== path ? beforeBytes : 0;
    if (changedBytes - changedBefore + file.sizeBytes > mostChangedBytes) throw tooMuchChanged();
    tree.write(path, file);
  }

  /** Throws ENOSPC where moving files to these places would be more change than may land. */
  requireRoom(tree: FileTree, moved: readonly (readonly [path: string, file: TreeFile])[]): void {
    const added = moved.reduce(
      (total, [path, file]) => total + (file.origin === path ? 0 : file.sizeBytes),
      0,
    );
    if (tree.totals().changedBytes + added > mostChangedBytes) throw tooMuchChanged();
  }

  /** What has not landed, and what has, for another run to take over. */
  async suspend(): Promise<Omit<KeptRunFiles, 'read'>> {
    const { writes, removes } = this.#tree?.changes() ?? { writes: [], removes: [] };
    const contents: [string, string][] = [];
    for (const [path, file] of writes)
      contents.push([path, Buffer.from(await this.read(file)).toString('base64')]);
    const emptyFolders = [...(this.#tree?.emptyFolders() ?? [])];
    return {
      writes: contents,
      removes,
      emptyFolders,
      written: [...this.written],
      removed: [...this.removed],
    };
  }

  async restore({ writes, removes, emptyFolders, written, removed }: KeptRunFiles): Promise<void> {
    for (const [path, sizeBytes] of written) this.written.set(path, sizeBytes);
    for (const path of removed) this.removed.add(path);
    if (writes.length + removes.length + emptyFolders.length === 0) return;
    const tree = await this.tree();
    for (const path of removes) if (tree.find(path)) tree.take(path);
    for (const folder of emptyFolders) tree.makeFolder(folder);
    for (const [path, content] of writes) await this.write(path, [Buffer.from(content, 'base64')]);
  }

  /** Brings what was changed into the workspace in one transaction. When that fails, the changes are dropped. */
  async land(): Promise<void> {
    const tree = this.#tree;
    if (!tree?.isChanged()) return;
    const changes = tree.changes();
    await this.#ports.beforeLanding?.();
    try {
      const writes: { path: string; bytes: Uint8Array }[] = [];
      for (const [path, file] of changes.writes) writes.push({ path, bytes: await this.read(file) });
      if (writes.length + changes.removes.length > 0)
        await (await this.#ports.mounts()).land({ writes, removes: changes.removes });
    } catch (caught) {
      this.#tree = undefined;
      throw caught;
    }
    for (const [path, { sizeBytes }] of changes.writes) {
      this.written.set(path, sizeBytes);
      this.removed.delete(path);
    }
    for (const path of changes.removes) {
      this.removed.add(path);
      this.written.delete(path);
    }
    tree.settle(changes);
  }
}

function tooMuchChanged(): FileFailure {
  return new FileFailure(
    'ENOSPC',
    `no space left: a run may hold ${mostChangedBytes} bytes of changed files, not more`,
  );
}
