import { HoldfastError } from '../base/index.ts';
import type {
  FileContent,
  FileEntry,
  FileSystem,
  ReadOptions,
  WalkOptions,
  WriteOptions,
} from './file-system.ts';
import { splitVirtualPath } from './virtual-path.ts';
import { type WorkspaceChanges, type WorkspaceFiles, workspaceRoot } from './workspace.ts';

export const foldersRoot = '/mnt/folders';

export interface MountedFolder {
  /** The name below /mnt/folders; unique in the session. */
  name: string;
  fileSystem: FileSystem;
}

/** Where an absolute path of the agent's world lies. */
export type Place =
  | { kind: 'workspace'; path: string; inside: string; fileSystem: FileSystem }
  | { kind: 'folder'; folder: string; path: string; inside: string; fileSystem: FileSystem }
  /** `/`, `/mnt` or `/mnt/folders`: only listed. */
  | { kind: 'root'; path: string; children: readonly string[] };

/** Everything a session's tools can reach, by absolute path; entries come back with absolute paths. */
export interface Mounts {
  /** Throws `path_outside` for anything but /workspace and the granted folders; `path_invalid`. A relative path means the workspace. */
  resolve(path: string): Place;
  stat(path: string): Promise<FileEntry>;
  readFile(path: string, options?: ReadOptions): Promise<FileContent>;
  writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<FileEntry>;
  list(path: string): Promise<FileEntry[]>;
  remove(path: string, options?: { isRecursive?: boolean }): Promise<{ files: number }>;
  makeFolder(path: string): Promise<void>;
  /** As `FileSystem.move`; from one root to another it is copied and then removed, file by file. */
  move(from: string, to: string): Promise<void>;
  /** Changes of the workspace, by absolute path, all or none. Throws as `writeFile` does, and `path_outside` for anything else. */
  land(changes: WorkspaceChanges): Promise<void>;
  walk(path: string, options: WalkOptions): AsyncIterable<FileEntry>;
}

/** Joins the workspace and the granted folders of one session. */
export function createMounts(workspace: WorkspaceFiles, folders: readonly MountedFolder[]): Mounts {
  const byName = new Map(folders.map((folder) => [folder.name, folder.fileSystem]));

  const resolve = (path: string): Place => {
    const names = splitVirtualPath(path.startsWith('/') ? path : `${workspaceRoot}/${path}`);
    const [first, second, name, ...rest] = names;
    if (first === undefined) return { kind: 'root', path: '/', children: ['workspace', 'mnt'] };
    if (first === 'workspace') {
      return {
        kind: 'workspace',
        path: `/${names.join('/')}`,
        inside: names.slice(1).join('/'),
        fileSystem: workspace,
      };
    }
    if (first === 'mnt' && second === undefined) return { kind: 'root', path: '/mnt', children: ['folders'] };
    if (first === 'mnt' && second === 'folders') {
      if (name === undefined) return { kind: 'root', path: foldersRoot, children: [...byName.keys()].sort() };
      const fileSystem = byName.get(name);
      if (fileSystem)
        return {
          kind: 'folder',
          folder: name,
          path: `/${names.join('/')}`,
          inside: rest.join('/'),
          fileSystem,
        };
      throw new HoldfastError('path_outside', `no folder ${name} was granted`, { reason: 'no such folder' });
    }
    throw new HoldfastError('path_outside', 'only /workspace and /mnt/folders exist here', {
      reason: 'no such root',
    });
  };

  const place = (path: string) => {
    const found = resolve(path);
    if (found.kind === 'root')
      throw new HoldfastError('path_invalid', `${found.path} is a fixed folder`, {
        reason: 'it is a folder',
      });
    return { ...found, base: found.kind === 'workspace' ? workspaceRoot : `${foldersRoot}/${found.folder}` };
  };
  const absolute = (base: string, entry: FileEntry): FileEntry => ({
    ...entry,
    path: entry.path === '' ? base : `${base}/${entry.path}`,
    name: entry.name === '' ? (base.split('/').at(-1) ?? '') : entry.name,
  });

  return {
    resolve,
    async stat(path) {
      const found = resolve(path);
      if (found.kind === 'root') return rootEntry(found.path);
      const at = place(path);
      return absolute(at.base, await at.fileSystem.stat(at.inside));
    },
    readFile(path, options) {
      const at = place(path);
      return at.fileSystem.readFile(at.inside, options);
    },
    async writeFile(path, bytes, options) {
      const at = place(path);
      return absolute(at.base, await at.fileSystem.writeFile(at.inside, bytes, options));
    },
    async list(path) {
      const found = resolve(path);
      if (found.kind === 'root')
        return found.children.map((name) =>
          rootEntry(found.path === '/' ? `/${name}` : `${found.path}/${name}`),
        );
      const at = place(path);
      return (await at.fileSystem.list(at.inside)).map((entry) => absolute(at.base, entry));
    },
    async remove(path, options) {
      const at = place(path);
      return at.fileSystem.remove(at.inside, options);
    },
    async makeFolder(path) {
      const at = place(path);
      await at.fileSystem.makeFolder(at.inside);
    },
    async move(from, to) {
      const [source, target] = [place(from), place(to)];
      if (source.fileSystem === target.fileSystem)
        return source.fileSystem.move(source.inside, target.inside);
      const entry = await source.fileSystem.stat(source.inside);
      const files = entry.kind === 'folder' ? await filesBelow(source) : [entry];
      for (const file of files) {
        const { bytes } = await source.fileSystem.readFile(file.path);
        const rest = file.path.slice(source.inside.length);
        await target.fileSystem.writeFile(`${target.inside}${rest}`, bytes, {
          expectedSha256: null,
          isExecutable: file.isExecutable === true,
        });
      }
      await source.fileSystem.remove(source.inside, { isRecursive: true });
    },
    async land({ writes, removes }) {
      const inside = (path: string) => {
        const at = place(path);
        if (at.kind === 'workspace') return at.inside;
        throw new HoldfastError('path_outside', `${path} is not in the workspace`, {
          reason: 'another root',
        });
      };
      await workspace.land({
        writes: writes.map(({ path, bytes }) => ({ path: inside(path), bytes })),
        removes: removes.map(inside),
      });
    },
    async *walk(path, options) {
      const at = place(path);
      for await (const entry of at.fileSystem.walk(at.inside, options)) yield absolute(at.base, entry);
    },
  };
}

async function filesBelow(at: { fileSystem: FileSystem; inside: string }): Promise<FileEntry[]> {
  const files: FileEntry[] = [];
  for await (const entry of at.fileSystem.walk(at.inside, { maxEntries: Number.POSITIVE_INFINITY }))
    if (entry.kind === 'file') files.push(entry);
  return files;
}

function rootEntry(path: string): FileEntry {
  return { path, name: path.split('/').at(-1) ?? '', kind: 'folder', sizeBytes: 0, modifiedAt: 0 };
}
