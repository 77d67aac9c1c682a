import { HoldfastError } from '../base/index.ts';
import type { FileEntry, FileSystem } from './file-system.ts';

/** Files of one folder that are always the same and never change: nothing of them is stored. */
export function fixedFiles(files: readonly { name: string; text: string }[], what: string): FileSystem {
  const contents = new Map(files.map(({ name, text }) => [name, Buffer.from(text, 'utf8')]));
  const root: FileEntry = { path: '', name: '', kind: 'folder', sizeBytes: 0, modifiedAt: 0 };
  const entryOf = (name: string, bytes: Uint8Array): FileEntry => ({
    path: name,
    name,
    kind: 'file',
    sizeBytes: bytes.byteLength,
    modifiedAt: 0,
  });
  const entries = () => [...contents].map(([name, bytes]) => entryOf(name, bytes)).sort(byName);
  const bytesAt = (path: string) => {
    const bytes = contents.get(path);
    if (bytes) return bytes;
    if (path === '') throw new HoldfastError('path_invalid', 'it is a folder', { reason: 'it is a folder' });
    throw new HoldfastError('file_not_found', `no file ${path}`);
  };
  const refuse = async (): Promise<never> => {
    throw new HoldfastError('read_only', `${what} cannot be changed`, { reason: `${what} is for reading` });
  };
  return {
    access: 'read',
    stat: async (path) => (path === '' ? root : entryOf(path, bytesAt(path))),
    async readFile(path, { offset = 0, length } = {}) {
      const bytes = bytesAt(path);
      const end = length === undefined ? bytes.byteLength : offset + length;
      return { bytes: bytes.subarray(offset, end), sizeBytes: bytes.byteLength, modifiedAt: 0 };
    },
    async list(path) {
      if (path !== '') bytesAt(path);
      return path === '' ? entries() : [];
    },
    async *walk(path, { maxEntries }) {
      if (path === '') yield* entries().slice(0, maxEntries);
    },
    writeFile: refuse,
    remove: refuse,
    makeFolder: refuse,
    move: refuse,
  };
}

function byName(left: FileEntry, right: FileEntry): number {
  return left.name < right.name ? -1 : 1;
}
