import { HoldfastError } from '../base/index.ts';
import type {
  FileContent,
  FileEntry,
  FileSystem,
  ReadOptions,
  WalkOptions,
  WriteOptions,
} from './file-system.ts';
import { fixedFiles } from './fixed-files.ts';
import { readOnlyView } from './read-only-view.ts';
import { outputsRoot, uploadsRoot, workspaceRoot } from './roots.ts';
import type { WorkspaceChanges } from './session-files.ts';
import { splitVirtualPath } from './virtual-path.ts';
import type { WorkspaceFiles } from './workspace.ts';

export const foldersRoot = '/mnt/folders';
/** Files that the house plants: no task needs them. */
export const plantedRoot = '/mnt/session/private';

export interface MountedFolder {
  /** The name below /mnt/folders; unique in the session. */
  name: string;
  fileSystem: FileSystem;
}

/** Where an absolute path of the agent's world lies. `inside` is relative to `root`. */
export type Place =
  /** The session's own, to read and write: below /workspace or /mnt/session/outputs. */
  | { kind: 'workspace'; root: string; path: string; inside: string; fileSystem: FileSystem }
  /** Below /mnt/session/uploads, or planted, to read. */
  | { kind: 'uploads'; root: string; path: string; inside: string; fileSystem: FileSystem }
  | { kind: 'folder'; folder: string; root: string; path: string; inside: string; fileSystem: FileSystem }
  /** `/`, `/mnt`, `/mnt/session` or `/mnt/folders`: only listed. */
  | { kind: 'root'; path: string; children: readonly string[] };

/** Everything a session's tools can reach, by absolute path; entries come back with absolute paths. */
export interface Mounts {
  /** Throws `path_outside` for what is neither the session's own nor a granted folder; `path_invalid`. A relative path means the workspace. */
  resolve(path: string): Place;
  stat(path: string): Promise<FileEntry>;
  readFile(path: string, options?: ReadOptions): Promise<FileContent>;
  writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<FileEntry>;
  list(path: string): Promise<FileEntry[]>;
  remove(path: string, options?: { isRecursive?: boolean }): Promise<{ files: number }>;
  makeFolder(path: string): Promise<void>;
  /** As `FileSystem.move`; from one root to another it is copied and then removed, file by file. */
  move(from: string, to: string): Promise<void>;
  /** Changes of /workspace and /mnt/session/outputs, all or none. Throws as `writeFile` does, and `path_outside` for anything else. */
  land(changes: WorkspaceChanges): Promise<void>;
  walk(path: string, options: WalkOptions): AsyncIterable<FileEntry>;
}

/** Joins the session's own files and the granted folders of one session. */
export function createMounts(
  workspace: WorkspaceFiles,
  folders: readonly MountedFolder[],
  planted: readonly { name: string; text: string }[] = [],
): Mounts {
  const hasPlanted = planted.length > 0;
  const own = [
    { kind: 'workspace', root: workspaceRoot, fileSystem: workspace },
    { kind: 'workspace', root: outputsRoot, fileSystem: workspace.outputs },
    { kind: 'uploads', root: uploadsRoot, fileSystem: readOnlyView(workspace.uploads, 'an upload') },
    ...(hasPlanted
      ? [{ kind: 'uploads', root: plantedRoot, fileSystem: fixedFiles(planted, 'this file') } as const]
      : []),
  ] as const;
  const byName = new Map(folders.map((folder) => [folder.name, folder.fileSystem]));
  const fixed = new Map<string, readonly string[]>([
    ['/', ['workspace', 'mnt']],
    ['/mnt', ['session', 'folders']],
    ['/mnt/session', hasPlanted ? ['uploads', 'outputs', 'private'] : ['uploads', 'outputs']],
    [foldersRoot, [...byName.keys()].sort()],
  ]);

  const resolve = (path: string): Place => {
    const names = splitVirtualPath(path.startsWith('/') ? path : `${workspaceRoot}/${path}`);
    const whole = `/${names.join('/')}`;
    const children = fixed.get(whole);
    if (children !== undefined) return { kind: 'root', path: whole, children };
    const mine = own.find(({ root }) => whole === root || whole.startsWith(`${root}/`));
    if (mine !== undefined) return { ...mine, path: whole, inside: whole.slice(mine.root.length + 1) };
    const [first, second, folder = '', ...rest] = names;
    if (first !== 'mnt' || second !== 'folders')
      throw new HoldfastError('path_outside', 'only /workspace, /mnt/session and /mnt/folders exist here', {
        reason: 'no such root',
      });
    const fileSystem = byName.get(folder);
    if (fileSystem === undefined)
      throw new HoldfastError('path_outside', `no folder ${folder} was granted`, {
        reason: 'no such folder',
      });
    const root = `${foldersRoot}/${folder}`;
    return { kind: 'folder', folder, root, path: whole, inside: rest.join('/'), fileSystem };
  };

  const place = (path: string) => {
    const found = resolve(path);
    if (found.kind === 'root')
      throw new HoldfastError('path_invalid', `${found.path} is a fixed folder`, {
        reason: 'it is a folder',
      });
    return found;
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
      return absolute(at.root, await at.fileSystem.stat(at.inside));
    },
    readFile(path, options) {
      const at = place(path);
      return at.fileSystem.readFile(at.inside, options);
    },
    async writeFile(path, bytes, options) {
      const at = place(path);
      return absolute(at.root, await at.fileSystem.writeFile(at.inside, bytes, options));
    },
    async list(path) {
      const found = resolve(path);
      if (found.kind === 'root')
        return found.children.map((name) =>
          rootEntry(found.path === '/' ? `/${name}` : `${found.path}/${name}`),
        );
      const at = place(path);
      return (await at.fileSystem.list(at.inside)).map((entry) => absolute(at.root, entry));
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
      // before anything is copied
      if (source.fileSystem.access === 'read')
        throw new HoldfastError('read_only', `${source.path} stays where it is`, {
          reason: `${source.root} is for reading`,
        });
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
      const own = (path: string) => {
        const at = place(path);
        if (at.kind === 'workspace') return at.path;
        throw new HoldfastError('path_outside', `${path} is not in the workspace`, {
          reason: 'another root',
        });
      };
      await workspace.land({
        writes: writes.map(({ path, bytes }) => ({ path: own(path), bytes })),
        removes: removes.map(own),
      });
    },
    async *walk(path, options) {
      const at = place(path);
      for await (const entry of at.fileSystem.walk(at.inside, options)) yield absolute(at.root, entry);
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
