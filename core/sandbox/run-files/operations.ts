import type { FileEntry } from '../file-system.ts';
import type { Mounts, Place } from '../mounts.ts';
import { isComputerPath } from '../virtual-path.ts';
import { FileFailure, failure } from './file-failure.ts';
import type { TreeNode } from './file-tree.ts';
import {
  bytesOf,
  endOfCharacters,
  type FileEncoding,
  type FileRequest,
  pieceOf,
  wordsOf,
} from './requests.ts';
import type { RunWorkspace } from './run-workspace.ts';

const mostReadBytes = 16 * 1024 * 1024;
const mostListed = 20_000;

export interface FileWorld {
  mounts: Mounts;
  workspace: RunWorkspace;
  /** Takes the path of each file that was read. */
  noteRead: Set<string>;
}

interface Entry {
  /** Relative to what was listed. */
  path: string;
  kind: 'file' | 'folder' | 'link' | 'other';
}

type Located = Exclude<Place, { kind: 'root' }>;

/** Answers one request. Throws FileFailure, and HoldfastError as the mounts do. */
export async function answerFileRequest(request: FileRequest, world: FileWorld): Promise<unknown> {
  const place = placeOf(world.mounts, request.path);
  switch (request.op) {
    case 'read':
      return read(world, place, request);
    case 'list':
      return list(world, place, request.recursive);
    case 'stat':
      return stat(world, place);
    case 'access':
      if (request.forWriting && place.kind !== 'workspace') throw readOnly(place.path);
      await stat(world, place);
      return null;
    default:
      return change(world, place, request);
  }
}

function placeOf(mounts: Mounts, path: string): Place {
  if (isComputerPath(path))
    throw new FileFailure(
      'EACCES',
      'a path of the computer itself; there are /workspace, /mnt/session and /mnt/folders',
    );
  return mounts.resolve(path === '' ? '\0' : path);
}

function readOnly(path: string): FileFailure {
  return new FileFailure(
    'EROFS',
    path.startsWith('/mnt/folders/')
      ? "read-only here: to change a folder of the owner's call tools.write, which asks where that is needed"
      : 'read-only file system',
  );
}

function located(place: Place): Located {
  if (place.kind === 'root') throw failure('EISDIR');
  return place;
}

async function read(
  { mounts, workspace, noteRead }: FileWorld,
  given: Place,
  { encoding, from }: Extract<FileRequest, { op: 'read' }>,
) {
  const place = located(given);
  const file = place.kind === 'workspace' ? (await workspace.tree()).file(place.path) : undefined;
  const length = pieceOf(encoding);
  const outside = file ? undefined : await mounts.readFile(place.path, { offset: from, length });
  const size = file?.sizeBytes ?? outside?.sizeBytes ?? 0;
  if (size > mostReadBytes)
    throw new FileFailure(
      'EFBIG',
      `the file has ${size} bytes; code reads files of ${mostReadBytes} at most`,
    );
  const bytes = outside?.bytes ?? (file ? await workspace.read(file, from, length) : new Uint8Array());
  noteRead.add(place.path);
  const isLast = from + bytes.byteLength >= size || bytes.byteLength === 0;
  const count = encoding === 'utf8' && !isLast ? endOfCharacters(bytes) : bytes.byteLength;
  return {
    ...content(bytes.subarray(0, count), encoding),
    bytes: count,
    size,
    next: isLast ? null : from + count,
  };
}

function content(bytes: Uint8Array, encoding: FileEncoding | null): { text: string } | { data: number[] } {
  if (encoding === null) return { data: wordsOf(bytes) };
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding) };
}

async function stat({ mounts, workspace }: FileWorld, place: Place) {
  if (place.kind !== 'workspace') {
    const { kind, sizeBytes, modifiedAt } = await mounts.stat(place.path);
    return { kind, size: sizeBytes, modifiedAt };
  }
  const node = (await workspace.tree()).at(place.path);
  return node.kind === 'file'
    ? { kind: 'file', size: node.sizeBytes, modifiedAt: node.modifiedAt }
    : { kind: 'folder', size: 0, modifiedAt: 0 };
}

async function list({ mounts, workspace }: FileWorld, place: Place, isRecursive: boolean): Promise<Entry[]> {
  const entries: Entry[] = [];
  const add = (entry: Entry) => {
    entries.push(entry);
    if (entries.length > mostListed)
      throw new FileFailure(
        'EOVERFLOW',
        `there are more than ${mostListed} entries; list one folder at a time`,
      );
  };
  if (place.kind === 'workspace') {
    const below = (node: TreeNode, prefix: string) => {
      if (node.kind === 'file') return;
      for (const [name, child] of [...node.children].sort(([left], [right]) => (left < right ? -1 : 1))) {
        add({ path: `${prefix}${name}`, kind: child.kind });
        if (isRecursive) below(child, `${prefix}${name}/`);
      }
    };
    below((await workspace.tree()).folder(place.path), '');
    return entries;
  }
  const relative = ({ path, kind }: FileEntry) => add({ path: path.slice(place.path.length + 1), kind });
  if (!isRecursive || place.kind === 'root') {
    for (const { name, kind } of await mounts.list(place.path)) add({ path: name, kind });
    return entries;
  }
  if ((await mounts.stat(place.path)).kind !== 'folder') throw failure('ENOTDIR');
  for await (const entry of mounts.walk(place.path, { maxEntries: mostListed + 1 })) relative(entry);
  return entries;
}

type Change = Exclude<FileRequest, { op: 'read' | 'list' | 'stat' | 'access' }>;

async function change(world: FileWorld, place: Place, request: Change): Promise<unknown> {
  const { workspace } = world;
  if (request.op === 'copy') return copy(world, place, request);
  const path = changeable(place);
  const tree = await workspace.tree();
  switch (request.op) {
    case 'write': {
      const before = tree.find(path);
      if (before?.kind === 'folder') throw failure('EISDIR');
      if (before && request.flag.endsWith('x')) throw failure('EEXIST');
      const bytes = bytesOf(request);
      if (!before || !request.flag.startsWith('a')) await workspace.write(path, [bytes]);
      else {
        const parts = before.parts ?? [await workspace.read(before)];
        await workspace.write(path, [...parts, bytes]);
      }
      return null;
    }
    case 'mkdir': {
      const parent = path.slice(0, path.lastIndexOf('/'));
      const there = tree.find(path);
      if (there && (!request.recursive || there.kind === 'file')) throw failure('EEXIST');
      if (!there && !request.recursive) tree.folder(parent);
      tree.makeFolder(path);
      return null;
    }
    case 'rm': {
      const node = tree.find(path);
      if (!node && request.force) return null;
      if (!node) throw failure('ENOENT');
      if (node.kind === 'folder' && !request.recursive)
        throw new FileFailure('ERR_FS_EISDIR', 'is a directory; recursive: true removes it with all below');
      tree.take(path);
      return null;
    }
    case 'unlink':
      tree.file(path);
      tree.take(path);
      return null;
    case 'rmdir':
      if (tree.folder(path).children.size > 0) throw failure('ENOTEMPTY');
      tree.take(path);
      return null;
    case 'rename':
      return rename(world, path, changeable(placeOf(world.mounts, request.to)));
  }
}

/** The path of a place that code may change. */
function changeable(place: Place): string {
  if (place.kind !== 'workspace') throw readOnly(place.path);
  if (place.inside === '') throw new FileFailure('EBUSY', `${place.path} itself stays where it is`);
  return place.path;
}

async function rename({ mounts, workspace }: FileWorld, from: string, to: string): Promise<null> {
  const tree = await workspace.tree();
  const node = tree.at(from);
  if (from === to) return null;
  if (to.startsWith(`${from}/`)) throw new FileFailure('EINVAL', 'invalid argument: into itself');
  const there = tree.find(to);
  tree.folder(to.slice(0, to.lastIndexOf('/')));
  if (there?.kind === 'folder' && node.kind === 'file') throw failure('EISDIR');
  if (there?.kind === 'file' && node.kind === 'folder') throw failure('ENOTDIR');
  if (there?.kind === 'folder' && there.children.size > 0) throw failure('ENOTEMPTY');
  const moved = [...tree.filesBelow(from, node)].map(
    ([path, file]) => [to + path.slice(from.length), file] as const,
  );
  const folders = [...tree.foldersBelow(from, node)].map((path) => to + path.slice(from.length));
  // all or nothing: what could fail comes first
  for (const path of [...folders, ...moved.map(([path]) => path)]) mounts.resolve(path);
  workspace.requireRoom(tree, moved);
  if (there) tree.take(to);
  tree.take(from);
  if (node.kind === 'folder') tree.makeFolder(to);
  for (const folder of folders) tree.makeFolder(folder);
  for (const [path, file] of moved) tree.write(path, file);
  return null;
}

async function copy(
  { mounts, workspace, noteRead }: FileWorld,
  given: Place,
  { to, exclusive }: Extract<FileRequest, { op: 'copy' }>,
): Promise<null> {
  const place = located(given);
  const target = changeable(placeOf(mounts, to));
  const tree = await workspace.tree();
  const there = tree.find(target);
  if (there?.kind === 'folder') throw failure('EISDIR');
  if (there && exclusive) throw failure('EEXIST');
  if (place.kind === 'workspace') {
    const file = tree.file(place.path);
    workspace.put(tree, target, { ...file, ...(file.parts ? { parts: [...file.parts] } : {}) });
    return null;
  }
  const { bytes } = await mounts.readFile(place.path);
  noteRead.add(place.path);
  await workspace.write(target, [bytes]);
  return null;
}
