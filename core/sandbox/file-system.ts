/** One file or folder. `path` is relative to the file system it came from, with `/`, and never begins with one. */
export interface FileEntry {
  path: string;
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** 0 for anything but files. */
  sizeBytes: number;
  /** Milliseconds since the epoch; 0 when there is none. */
  modifiedAt: number;
  /** Credentials, hooks, start-up files: named, but not opened without a grant of their own. */
  isProtected?: true;
  /** How many names the file has on the disk, when more than one: a change through this name does not reach the others. */
  hardLinks?: number;
  /** The owner may run it as a program. */
  isExecutable?: true;
}

export interface FileContent {
  /** The asked range, or the whole file. */
  bytes: Uint8Array;
  /** Of the whole file. */
  sizeBytes: number;
  modifiedAt: number;
}

export interface ReadOptions {
  offset?: number;
  /** Without it a file larger than `maxReadBytes` is refused with `too_large`. */
  length?: number;
}

export interface WriteOptions {
  /** Hex SHA-256 of the content that must be there now, or null when there must be no file. Otherwise `conflict`. */
  expectedSha256?: string | null;
  /** A new file becomes a program; a file that is there keeps what it is. */
  isExecutable?: boolean;
}

export interface WalkOptions {
  /** Ends the walk after so many entries. */
  maxEntries: number;
  maxDepth?: number;
  /** Folders with these names are listed but not entered. */
  skipNames?: readonly string[];
  signal?: AbortSignal;
}

/** A file without a length is read whole up to this size. */
export const maxReadBytes = 32 * 1024 * 1024;

/**
 * Files as tools see them, whatever is behind: the workspace in the database, or a granted folder. Paths are relative, `''` is the
 * root. Throws HoldfastError: `path_invalid`, `path_outside`, `path_protected`, `file_not_found`, `folder_missing`, `read_only`,
 * `quota_exceeded`, `too_large`, `conflict`.
 */
export interface FileSystem {
  readonly access: 'read' | 'read_write';
  stat(path: string): Promise<FileEntry>;
  readFile(path: string, options?: ReadOptions): Promise<FileContent>;
  /** Replaces the whole file in one step: a reader sees the old or the new content. Makes missing folders. */
  writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<FileEntry>;
  /** Direct children, sorted by name. */
  list(path: string): Promise<FileEntry[]>;
  /** A folder needs `isRecursive` unless it is empty. Returns how many files went. */
  remove(path: string, options?: { isRecursive?: boolean }): Promise<{ files: number }>;
  makeFolder(path: string): Promise<void>;
  /** A file or a whole folder; never over something that is there (`conflict`). Makes missing folders. */
  move(from: string, to: string): Promise<void>;
  /** Everything below, folders before their content, never through links. */
  walk(path: string, options: WalkOptions): AsyncIterable<FileEntry>;
}
