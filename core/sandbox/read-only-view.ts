import { HoldfastError } from '../base/index.ts';
import type { FileSystem } from './file-system.ts';

/** The same files, for reading: every change is refused with `read_only`, whose `reason` says what they are. */
export function readOnlyView(files: FileSystem, what: string): FileSystem {
  const refuse = async (): Promise<never> => {
    throw new HoldfastError('read_only', `${what} cannot be changed`, { reason: `${what} is for reading` });
  };
  return {
    access: 'read',
    stat: (path) => files.stat(path),
    readFile: (path, options) => files.readFile(path, options),
    list: (path) => files.list(path),
    walk: (path, options) => files.walk(path, options),
    writeFile: refuse,
    remove: refuse,
    makeFolder: refuse,
    move: refuse,
  };
}
