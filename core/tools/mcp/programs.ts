import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import { HoldfastError } from '../../base/index.ts';

/** A program that was found, and the surroundings it starts in. */
export interface FoundProgram {
  path: string;
  /** Only what a program needs to be found and to find its own interpreter: nothing of the owner's environment. */
  environment: Record<string, string>;
}

const systemFolders =
  process.platform === 'win32' ? [] : ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'];

/**
 * Finds a command as the owner's shell would, by `searchPath`, and makes the least environment in which it runs: the folder that it
 * is in (`npx` needs the `node` beside it) and the system's own. Throws `mcp_command_missing`.
 */
export function findProgram(command: string, searchPath: string): FoundProgram {
  const folders = searchPath.split(delimiter).filter((folder) => isAbsolute(folder));
  const path = isAbsolute(command)
    ? firstOf([command])
    : command.includes('/') || command.includes(sep)
      ? undefined
      : firstOf(folders.map((folder) => join(folder, command)));
  if (path === undefined)
    throw new HoldfastError('mcp_command_missing', `The command “${command}” is not on this computer.`);
  const own = [...new Set([dirname(path), ...systemFolders])].join(delimiter);
  if (process.platform !== 'win32') return { path, environment: { PATH: own } };
  const windows = process.env.SystemRoot ?? 'C:\\Windows';
  const folder = [own, join(windows, 'System32'), windows].join(delimiter);
  return { path, environment: { PATH: folder, SystemRoot: windows } };
}

function firstOf(candidates: readonly string[]): string | undefined {
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  return candidates
    .flatMap((candidate) => endings.map((ending) => candidate + ending))
    .find((candidate) => isProgram(candidate));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // not there, or not ours to run: the next folder is looked at
    return false;
  }
}
