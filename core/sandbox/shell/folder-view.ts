import { posix } from 'node:path';
import type { FsStat, IFileSystem } from 'just-bash';
import type { FileEntry } from '../file-system.ts';
import type { Questions } from './questions.ts';

/** What the shell sees for reading: granted folders, whose changes have to go through a tool that the owner can answer, and uploads. */
export class FolderView implements IFileSystem {
  readonly #root: string;
  readonly #questions: Questions;
  readonly #why: string;

  /** `why` tells the agent what to do in place of a change. */
  constructor(root: string, questions: Questions, why: string) {
    this.#root = root;
    this.#questions = questions;
    this.#why = why;
  }

  #absolute(path: string): string {
    return posix.join(this.#root, posix.normalize(`/${path}`));
  }

  #refuse(path: string): never {
    throw new Error(`EROFS: read-only file system, '${this.#absolute(path)}' (${this.#why})`);
  }

  readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#questions.read(this.#absolute(path));
  }

  async readFile(path: string, options?: Parameters<IFileSystem['readFile']>[1]): Promise<string> {
    const encoding = (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
    const bytes = Buffer.from(await this.readFileBuffer(path));
    return bytes.toString(encoding === 'binary' ? 'latin1' : encoding);
  }

  async stat(path: string): Promise<FsStat> {
    return statOf(await this.#questions.stat(this.#absolute(path)));
  }

  lstat(path: string): Promise<FsStat> {
    return this.stat(path);
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.stat(path);
      return true;
    } catch {
      return false;
    }
  }

  async readdirWithFileTypes(path: string) {
    const entries = await this.#questions.list(this.#absolute(path));
    return entries.map(({ name, kind }) => ({
      name,
      isFile: kind === 'file',
      isDirectory: kind === 'folder',
      isSymbolicLink: kind === 'link',
    }));
  }

  async readdir(path: string): Promise<string[]> {
    return (await this.#questions.list(this.#absolute(path))).map(({ name }) => name);
  }

  async realpath(path: string): Promise<string> {
    await this.stat(path);
    return posix.normalize(`/${path}`);
  }

  async readlink(path: string): Promise<string> {
    throw new Error(`EINVAL: invalid argument, readlink '${this.#absolute(path)}'`);
  }

  resolvePath(base: string, path: string): string {
    return posix.resolve('/', base, path);
  }

  getAllPaths(): string[] {
    return [];
  }

  writeFile = async (path: string) => this.#refuse(path);
  appendFile = async (path: string) => this.#refuse(path);
  mkdir = async (path: string) => this.#refuse(path);
  rm = async (path: string) => this.#refuse(path);
  chmod = async (path: string) => this.#refuse(path);
  utimes = async (path: string) => this.#refuse(path);
  cp = async (_: string, to: string) => this.#refuse(to);
  mv = async (_: string, to: string) => this.#refuse(to);
  symlink = async (_: string, path: string) => this.#refuse(path);
  link = async (_: string, path: string) => this.#refuse(path);
}

function statOf(entry: FileEntry): FsStat {
  return {
    isFile: entry.kind === 'file',
    isDirectory: entry.kind === 'folder',
    isSymbolicLink: entry.kind === 'link',
    mode: entry.kind === 'folder' ? 0o755 : 0o644,
    size: entry.sizeBytes,
    mtime: new Date(entry.modifiedAt),
  };
}
