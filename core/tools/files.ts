import { HoldfastError } from '../base/index.ts';
import {
  foldersRoot,
  isComputerPath,
  type Mounts,
  outputsRoot,
  type Place,
  uploadsRoot,
  workspaceRoot,
} from '../sandbox/index.ts';
import { errorOutcome, type ToolOutcome } from './contract.ts';
import { quoted, size } from './wording.ts';

/** Where a path leads; for a path of another system's kind (`C:\…`, `~/…`) too, which would else be a strange name in the workspace. */
export function placeOf(mounts: Mounts, path: string): Place {
  if (isComputerPath(path)) {
    throw new HoldfastError('path_outside', 'a path of the computer itself', { reason: 'absolute' });
  }
  return mounts.resolve(path.trim() === '' ? workspaceRoot : path);
}

/** What the session can reach, in one line for the model. */
export function reachable(mounts: Mounts): string {
  const root = mounts.resolve(foldersRoot);
  const folders = root.kind === 'root' ? root.children : [];
  const named = folders.map((name) => {
    const place = mounts.resolve(`${foldersRoot}/${name}`);
    const isReadOnly = place.kind === 'folder' && place.fileSystem.access === 'read';
    return `${foldersRoot}/${name} (${isReadOnly ? 'read only' : 'read and write'})`;
  });
  const granted = named.length > 0 ? named.join(', ') : 'no folder of the owner was granted to this session';
  return `Reachable: ${workspaceRoot} and ${outputsRoot} (read and write), ${uploadsRoot} (read only); ${granted}.`;
}

/** What a refused file operation tells the model; undefined for an error that is not of this kind. */
export function fileProblem(caught: unknown, path: string, mounts: Mounts): string | undefined {
  if (!(caught instanceof HoldfastError)) return undefined;
  const name = quoted(path);
  const reason = typeof caught.details.reason === 'string' ? caught.details.reason : caught.message;
  switch (caught.code) {
    case 'path_outside':
      return `${name} is outside of what this session can reach (${reason}). ${reachable(mounts)}`;
    case 'path_invalid':
      return `${name} cannot be used: ${reason}. ${reachable(mounts)}`;
    case 'path_protected':
      return `${name} is protected (${reason}): credentials, hooks and start-up files need a grant of their own.`;
    case 'file_not_found':
      return `There is no file ${name}. Use glob to see what is there.`;
    case 'folder_missing':
      return `The granted folder of ${name} is gone from the disk.`;
    case 'read_only':
      return `${name} cannot be changed: ${caught.details.reason === undefined ? 'the owner granted this folder for reading only' : reason}. ${reachable(mounts)}`;
    case 'quota_exceeded':
      return `The session's workspace is full: ${caught.message}.`;
    case 'too_large':
      return `${name} is too large: ${caught.message}.`;
    case 'invalid_request':
      return caught.message;
    case 'conflict':
      return `${name} was changed by something else in the meantime. Read it again.`;
    default:
      return undefined;
  }
}

/** Runs file work; a refusal becomes an outcome for the model, anything else is thrown on. */
export async function withFileOutcomes(
  mounts: Mounts,
  path: string,
  work: () => Promise<ToolOutcome>,
): Promise<ToolOutcome> {
  try {
    return await work();
  } catch (caught) {
    const problem = fileProblem(caught, path, mounts);
    if (problem === undefined) throw caught;
    return errorOutcome(problem);
  }
}

/** The same for a preview: the refusal is thrown in the words for the model, so that the owner is not asked about the impossible. */
export async function withFileRefusals<T>(mounts: Mounts, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    const problem = fileProblem(caught, path, mounts);
    if (problem === undefined || !(caught instanceof HoldfastError)) throw caught;
    throw new HoldfastError(caught.code, problem, { ...caught.details }, { cause: caught });
  }
}

/** What bytes that are not text are, as far as their beginning tells. */
export function binaryFacts(bytes: Uint8Array, sizeBytes: number): string {
  const head = Buffer.from(bytes.subarray(0, 8))
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');
  return `${kindOf(bytes)}, ${size(sizeBytes)}, begins with ${head || 'nothing'}`;
}

const signatures: readonly (readonly [hex: string, kind: string])[] = [
  ['25504446', 'a PDF'],
  ['504b0304', 'a zip archive or an office document'],
  ['1f8b', 'a gzip archive'],
  ['7f454c46', 'a program'],
  ['4d5a', 'a Windows program'],
  ['53514c69746520666f726d6174', 'a SQLite database'],
  ['d0cf11e0', 'an old office document'],
];

function kindOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return signatures.find(([hex]) => head.startsWith(hex))?.[1] ?? 'binary data';
}

/** The media type of an image a model can look at; undefined for anything else. */
export function imageType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  return undefined;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Encodes changed text the way the file was encoded before: byte order mark and UTF-16 are kept. */
export function encodeLike(before: Uint8Array, text: string): Uint8Array {
  if (before[0] === 0xff && before[1] === 0xfe) return Buffer.from(`\ufeff${text}`, 'utf16le');
  const encoded = Buffer.from(text, 'utf8');
  return byteOrderMark.equals(before.subarray(0, 3)) ? Buffer.concat([byteOrderMark, encoded]) : encoded;
}
