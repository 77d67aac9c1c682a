import { HoldfastError } from '../base/index.ts';

const maxPathBytes = 1024;
const maxNameBytes = 255;
const maxDepth = 64;

/**
 * Splits a path of the agent's world (`/workspace/a/b.txt`, `a//./b`) into its names: Unicode NFC, no empty and no `.` parts.
 * Throws `path_invalid` for `..`, NUL and other control characters, half surrogate pairs, and anything too long.
 */
export function splitVirtualPath(path: string): string[] {
  const refuse = (reason: string): never => {
    throw new HoldfastError('path_invalid', `the path ${reason}`, { reason });
  };
  if (!path.isWellFormed()) refuse('is not well-formed text');
  const normal = path.normalize('NFC');
  if (Buffer.byteLength(normal) > maxPathBytes) refuse(`is longer than ${maxPathBytes} bytes`);
  if (hasControlCharacter(normal)) refuse('has a control character');
  const names = normal.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) refuse('goes up by ".."');
  if (names.length > maxDepth) refuse(`is deeper than ${maxDepth} folders`);
  if (names.some((name) => Buffer.byteLength(name) > maxNameBytes))
    refuse(`has a name longer than ${maxNameBytes} bytes`);
  return names;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

/** Whether a path is of the computer's own kind (`C:\\…`, `~/…`): below /workspace it would only be a strange name. */
export function isComputerPath(path: string): boolean {
  return /^[a-z]:[\\/]|^~|^\\\\/i.test(path);
}
