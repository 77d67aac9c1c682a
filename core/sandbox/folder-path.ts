import { HoldfastError } from '../base/index.ts';
import { splitVirtualPath } from './virtual-path.ts';

const windowsDevice = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Splits a path below a granted folder into names that mean the same to the operating system as to us. On top of
 * `splitVirtualPath` it refuses absolute paths of any system, and on Windows everything that its file calls read differently from
 * what is written: device names, alternate streams, wildcards, trailing dots and spaces, short names.
 * Throws `path_invalid` or, for absolute paths, `path_outside`.
 */
export function splitFolderPath(path: string, platform: NodeJS.Platform): string[] {
  if (/^[/\\]|^[a-z]:/i.test(path) || path.startsWith('~')) {
    throw new HoldfastError('path_outside', 'an absolute path does not lie below the granted folder', {
      reason: 'absolute',
    });
  }
  const names = splitVirtualPath(path);
  for (const name of names) {
    const problem = name.includes('\\')
      ? 'has a backslash'
      : platform === 'win32'
        ? windowsProblem(name)
        : undefined;
    if (problem)
      throw new HoldfastError('path_invalid', `a name in the path ${problem}`, { reason: problem });
  }
  return names;
}

function windowsProblem(name: string): string | undefined {
  if (windowsDevice.test(name.trimEnd())) return 'is a device on Windows';
  if (name.includes(':')) return 'names an alternate stream';
  if (/[<>"|?*]/.test(name)) return 'has a character Windows does not allow';
  if (/[. ]$/.test(name)) return 'ends with a dot or a space';
  if (/~\d+(?:\.|$)/.test(name)) return 'may be a short name';
  return undefined;
}
