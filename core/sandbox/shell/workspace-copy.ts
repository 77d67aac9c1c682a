import type { CpOptions, FileContent, IFileSystem, RmOptions } from 'just-bash';
import { InMemoryFs } from 'just-bash';
import type { ShellChanges, ShellWorkerData } from './messages.ts';
import type { Questions } from './questions.ts';

type WriteOptions = Parameters<IFileSystem['writeFile']>[2];

const roots: readonly string[] = ['/workspace', '/mnt/session/outputs'];
/** What a command may leave behind: it lands in one transaction. */
const mostChangedBytes = 64 * 1024 * 1024;

/**
 * The session's own files inside a shell's thread: they are read when a command first needs them, and changes stay here until the command
 * has ended. So a command that is killed leaves nothing half done.
 */
export class WorkspaceCopy extends InMemoryFs {
  readonly #questions: Questions;
  readonly #before = new Map<string, number>();
  readonly #touched = new Set<string>();

  constructor(files: ShellWorkerData['shell']['files'], questions: Questions) {
    super();
    this.#questions = questions;
    for (const folder of [...roots, '/tmp']) this.mkdirSync(folder, { recursive: true });
    for (const { path, sizeBytes, modifiedAt } of files) {
      this.#before.set(path, sizeBytes);
      this.writeFileLazy(path, () => questions.read(path), { mtime: new Date(modifiedAt) });
    }
  }

  // through a link the place that changes is another one than the name that was given
  async #touch(path: string): Promise<void> {
    this.#touched.add(path);
    try {
      this.#touched.add(await this.realpath(path));
    } catch {
      // gone, or a link to nowhere: the name itself is noted
    }
  }

  // the file system of the library resolves links when it reads, and not when it writes below one
  async #place(path: string): Promise<string> {
    const end = path.lastIndexOf('/');
    try {
      return `${await this.realpath(path.slice(0, end) || '/')}/${path.slice(end + 1)}`.replace('//', '/');
    } catch {
      return path;
    }
  }

  override async writeFile(path: string, content: FileContent, options?: WriteOptions) {
    const place = await this.#place(path);
    await super.writeFile(place, content, options);
    await this.#touch(place);
  }

  override async appendFile(path: string, content: FileContent, options?: WriteOptions) {
    const place = await this.#place(path);
    await super.appendFile(place, content, options);
    await this.#touch(place);
  }

  override async rm(path: string, options?: RmOptions) {
    const place = await this.#place(path);
    this.#touched.add(place);
    await super.rm(place, options);
  }

  override async cp(from: string, to: string, options?: CpOptions) {
    const place = await this.#place(to);
    await super.cp(from, place, options);
    await this.#touch(place);
  }

  override async mv(from: string, to: string) {
    const [before, after] = [await this.#place(from), await this.#place(to)];
    this.#touched.add(before);
    await super.mv(before, after);
    await this.#touch(after);
  }

  override async symlink(target: string, path: string) {
    await super.symlink(target, path);
    this.#touched.add(path);
  }

  override async link(from: string, to: string) {
    await super.link(from, to);
    await this.#touch(to);
  }

  /** What differs from the workspace as it was. Throws when it is more than may land at once. */
  async changes(): Promise<ShellChanges> {
    const now = new Set(this.getAllPaths());
    const places = [...new Set([...this.#before.keys(), ...now])]
      .filter((path) => roots.some((root) => path.startsWith(`${root}/`)) && this.#isTouched(path))
      .sort();
    const changes: ShellChanges = { writes: [], removes: [], links: [] };
    let total = 0;
    for (const path of places) {
      const kind = now.has(path) ? await this.#kindOf(path) : 'nothing';
      if (kind === 'link') changes.links.push(path);
      if (kind !== 'file') {
        if (this.#before.has(path)) changes.removes.push(path);
        continue;
      }
      const bytes = await this.readFileBuffer(path);
      if (await this.#isAsBefore(path, bytes)) continue;
      total += bytes.byteLength;
      if (total > mostChangedBytes)
        throw new Error(`one command may leave ${mostChangedBytes} changed bytes in the workspace, not more`);
      changes.writes.push({ path, bytes });
    }
    return changes;
  }

  /** Whether the path or a folder above it was named by a change. */
  #isTouched(path: string): boolean {
    for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/')))
      if (this.#touched.has(place)) return true;
    return false;
  }

  async #kindOf(path: string): Promise<'file' | 'link' | 'folder'> {
    const stat = await this.lstat(path);
    if (stat.isSymbolicLink) return 'link';
    return stat.isFile ? 'file' : 'folder';
  }

  async #isAsBefore(path: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#before.get(path) !== bytes.byteLength) return false;
    return Buffer.from(await this.#questions.read(path)).equals(bytes);
  }
}
