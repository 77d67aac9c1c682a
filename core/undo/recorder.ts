import { HoldfastError, sha256 } from '../base/index.ts';
import type { CheckpointFile } from '../events/index.ts';
import type { FileEntry, FileSystem, MountedFolder, WriteOptions } from '../sandbox/index.ts';
import { keptBytesPerChange, largestKeptFile, mostFilesAtOnce } from './limits.ts';
import type { KeptContent } from './store.ts';

/** Commits what is about to change, then changes it. Where that fails, it is committed that nothing was changed. */
export type RecordChange = <T>(
  files: CheckpointFile[],
  contents: KeptContent[],
  change: () => Promise<T>,
) => Promise<T>;

const tries = 3;

/**
 * The folder with a checkpoint before each change: what the files hold, and what they will, is committed first. A file that somebody
 * else saved between the look and the change is looked at again.
 */
export function recordingFolder(
  folder: MountedFolder & { root: string },
  record: RecordChange,
): MountedFolder {
  const { fileSystem } = folder;
  const at = (path: string) => ({ folder: folder.name, root: folder.root, path });

  async function writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<FileEntry> {
    for (let attempt = 1; ; attempt += 1) {
      const now = await contentNow(fileSystem, path);
      const after = { sha256: sha256(bytes).toString('hex'), size: bytes.byteLength };
      const isSame = now.state?.sha256 === after.sha256;
      const expected =
        options.expectedSha256 !== undefined
          ? { expectedSha256: options.expectedSha256 }
          : now.state === null
            ? { expectedSha256: null }
            : now.state.sha256 === null
              ? {}
              : { expectedSha256: now.state.sha256 };
      const write = () => fileSystem.writeFile(path, bytes, { ...options, ...expected });
      try {
        if (isSame) return await write();
        const made = now.state === null ? await missingFolders(fileSystem, path) : [];
        const executable = now.state?.executable ? { executable: true as const } : {};
        const file: CheckpointFile = {
          ...at(path),
          before: now.state,
          after: { ...after, ...executable },
          ...(made.length > 0 ? { made_folders: made } : {}),
        };
        return await record([file], [...now.kept, ...keep(after.sha256, bytes)], write);
      } catch (caught) {
        const isRace = caught instanceof HoldfastError && caught.code === 'conflict';
        if (!isRace || options.expectedSha256 !== undefined || attempt === tries) throw caught;
      }
    }
  }

  async function remove(path: string, options: { isRecursive?: boolean } = {}): Promise<{ files: number }> {
    const entry = await fileSystem.stat(path);
    const paths = entry.kind === 'folder' ? await filesBelow(fileSystem, path) : [path];
    const files: CheckpointFile[] = [];
    const contents: KeptContent[] = [];
    let room = keptBytesPerChange;
    for (const each of paths) {
      const now = await contentNow(fileSystem, each, room);
      if (now.state === null) continue;
      files.push({ ...at(each), before: now.state, after: null });
      contents.push(...now.kept);
      room -= now.bytes?.byteLength ?? 0;
    }
    const go = () => fileSystem.remove(path, options);
    return files.length > 0 ? record(files, contents, go) : go();
  }

  async function move(from: string, to: string): Promise<void> {
    const entry = await fileSystem.stat(from);
    const paths = entry.kind === 'folder' ? await filesBelow(fileSystem, from) : [from];
    const made = await missingFolders(fileSystem, to);
    if (entry.kind === 'folder')
      made.push(
        to,
        ...(await foldersBelow(fileSystem, from)).map((path) => `${to}${path.slice(from.length)}`),
      );
    const files: CheckpointFile[] = [];
    for (const path of paths) {
      const { sizeBytes } = await fileSystem.stat(path);
      const moved = { ...at(`${to}${path.slice(from.length)}`), moved_from: path, before: null };
      const folders = files.length === 0 && made.length > 0 ? { made_folders: made } : {};
      files.push({ ...moved, after: { sha256: null, size: sizeBytes }, ...folders });
    }
    const go = () => fileSystem.move(from, to);
    return files.length > 0 ? record(files, [], go) : go();
  }

  return {
    name: folder.name,
    fileSystem: {
      access: fileSystem.access,
      stat: (path) => fileSystem.stat(path),
      readFile: (path, options) => fileSystem.readFile(path, options),
      list: (path) => fileSystem.list(path),
      makeFolder: (path) => fileSystem.makeFolder(path),
      walk: (path, options) => fileSystem.walk(path, options),
      writeFile,
      remove,
      move,
    },
  };
}

export interface ContentNow {
  /** Null where there is no file. */
  state: CheckpointFile['before'];
  /** Null where there is no file, or it is too large to be kept. */
  bytes: Uint8Array | null;
  kept: KeptContent[];
}

/**
 * What a file holds now; nothing of one that is larger than `room` bytes. Links and devices are nothing that is kept: changing them is
 * refused elsewhere.
 */
export async function contentNow(
  fileSystem: FileSystem,
  path: string,
  room: number = largestKeptFile,
): Promise<ContentNow> {
  const entry = await fileSystem.stat(path).catch((caught: unknown) => {
    if (caught instanceof HoldfastError && caught.code === 'file_not_found') return null;
    throw caught;
  });
  if (entry === null || entry.kind !== 'file') return { state: null, bytes: null, kept: [] };
  const executable = entry.isExecutable ? { executable: true as const } : {};
  if (entry.sizeBytes > Math.min(room, largestKeptFile))
    return { state: { sha256: null, size: entry.sizeBytes, ...executable }, bytes: null, kept: [] };
  const { bytes } = await fileSystem.readFile(path);
  const hash = sha256(bytes).toString('hex');
  return {
    state: { sha256: hash, size: bytes.byteLength, ...executable },
    bytes,
    kept: keep(hash, bytes),
  };
}

function keep(hash: string, bytes: Uint8Array): KeptContent[] {
  return bytes.byteLength <= largestKeptFile ? [{ sha256: hash, bytes }] : [];
}

/** The folders above a path that are not there, outermost first. */
export async function missingFolders(fileSystem: FileSystem, path: string): Promise<string[]> {
  const names = path.split('/').slice(0, -1);
  const missing: string[] = [];
  for (let length = names.length; length > 0; length -= 1) {
    const folder = names.slice(0, length).join('/');
    const isThere = await fileSystem.stat(folder).then(
      () => true,
      (caught: unknown) => {
        if (caught instanceof HoldfastError && caught.code === 'file_not_found') return false;
        throw caught;
      },
    );
    if (isThere) break;
    missing.unshift(folder);
  }
  return missing;
}

async function foldersBelow(fileSystem: FileSystem, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of fileSystem.walk(path, { maxEntries: Number.POSITIVE_INFINITY }))
    if (entry.kind === 'folder') found.push(entry.path);
  return found;
}

async function filesBelow(fileSystem: FileSystem, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of fileSystem.walk(path, { maxEntries: Number.POSITIVE_INFINITY })) {
    if (entry.kind === 'file') found.push(entry.path);
    if (found.length > mostFilesAtOnce)
      throw new HoldfastError('too_large', `more than ${mostFilesAtOnce} files would go at once`);
  }
  return found;
}
