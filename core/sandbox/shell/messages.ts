import type { FileEntry } from '../file-system.ts';

/** What a shell's thread is started with. */
export interface ShellWorkerData {
  shell: {
    command: string;
    timeMs: number;
    state: ShellState;
    /** Names of the granted folders, below /mnt/folders. */
    folders: readonly string[];
    /** Every file of /workspace and /mnt/session/outputs at the beginning. */
    files: readonly { path: string; sizeBytes: number; modifiedAt: number }[];
  };
}

/** What a command leaves to the next one of its session. */
export interface ShellState {
  /** Absolute path. */
  cwd: string;
  /** Where `cd -` leads; absent where the shell never was elsewhere. */
  previous?: string | undefined;
  /** Variables that commands set, by name. */
  variables: Record<string, string>;
}

/** What a shell asks of the main process: only reading. */
export type ShellQuestion =
  | { ask: 'stat'; path: string }
  | { ask: 'list'; path: string }
  | { ask: 'read'; path: string };

export type FromShell =
  | ({ type: 'question'; id: number } & ShellQuestion)
  | {
      type: 'end';
      exitCode: number;
      /** Of both streams, in order. */
      output: string;
      changes: ShellChanges;
      state: ShellState;
    }
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'failed'; message: string };

export type ShellAnswer =
  | { id: number; ok: true; value: FileEntry | FileEntry[] | Uint8Array }
  | { id: number; ok: false; code: string; message: string };

/** What a command left behind of the session's own files, by absolute path. */
export interface ShellChanges {
  writes: { path: string; bytes: Uint8Array }[];
  removes: string[];
  /** Links that were made: the workspace has none, so they are not kept. */
  links: string[];
}
