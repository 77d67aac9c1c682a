import { HoldfastError } from '../base/index.ts';
import type { CallPreview, FileDiff } from '../gate/index.ts';
import { decodeText, foldersRoot, type Mounts, outputsRoot } from '../sandbox/index.ts';
import { largestKeptFile } from '../undo/index.ts';
import { binaryFacts, placeOf } from './files.ts';
import { count, quoted, size } from './wording.ts';

/** More than this of a file is not put into a dialog. */
const mostDiffBytes = 200_000;

/** A file as it is now. */
export interface FileNow {
  bytes: Uint8Array | null;
  sizeBytes: number;
  text: string | null;
  /** Names of the file on the disk, when more than one. */
  hardLinks: number;
}

/** The file at `path`, or nothing there. Reads no more than `mostBytes`; throws `path_invalid` for a folder. */
export async function fileNow(mounts: Mounts, path: string, mostBytes: number): Promise<FileNow | null> {
  try {
    const entry = await mounts.stat(path);
    if (entry.kind === 'folder')
      throw new HoldfastError('path_invalid', 'it is a folder', { reason: 'it is a folder' });
    if (entry.kind === 'link')
      throw new HoldfastError('path_outside', 'it is a link', { reason: 'links are not followed' });
    const hardLinks = entry.hardLinks ?? 1;
    if (entry.sizeBytes > mostBytes)
      return { bytes: null, sizeBytes: entry.sizeBytes, text: null, hardLinks };
    const { bytes, sizeBytes } = await mounts.readFile(path);
    return { bytes, sizeBytes, text: decodeText(bytes) ?? null, hardLinks };
  } catch (caught) {
    if (caught instanceof HoldfastError && caught.code === 'file_not_found') return null;
    throw caught;
  }
}

export interface PlannedChange {
  tool: 'write' | 'edit';
  path: string;
  before: FileNow | null;
  after: string;
  /** Of the new content as it will lie on the disk. */
  sizeBytes: number;
  /** How many places an edit changes. */
  places?: number;
}

/** What a change of one file would do. In the workspace it never asks; in a folder of the owner's it does. */
export function previewOfChange(mounts: Mounts, change: PlannedChange): CallPreview {
  const place = placeOf(mounts, change.path);
  if (place.kind === 'root')
    throw new HoldfastError('path_invalid', 'a fixed folder', { reason: 'it is a folder' });
  const isFolder = place.kind === 'folder';
  const own = place.root === outputsRoot ? 'the session’s outputs' : 'the session’s workspace';
  const where = isFolder ? `your folder ${quoted(place.folder)}` : own;
  if (place.kind === 'uploads')
    throw new HoldfastError('read_only', 'an upload', { reason: 'an upload is for reading' });
  if (isFolder && place.fileSystem.access === 'read')
    throw new HoldfastError('read_only', 'granted for reading only');
  return {
    sentence: sentenceOf(change, place.inside, where),
    target: isFolder ? 'folder' : 'workspace',
    effect: 'local',
    reversibility: isFolder && !canBeUndone(change.before) ? 'irreversible' : 'reversible',
    paths: [place.path],
    facts: factsOf(change, place.path),
    diffs: diffsOf(change, place.path),
    asksBecause: isFolder ? [`It changes a file in your folder ${quoted(place.folder)}.`] : [],
    ruleOffered: isFolder
      ? {
          tool: change.tool,
          match: { path_prefix: `${foldersRoot}/${place.folder}` },
          text: `Let the agent ${change.tool === 'write' ? 'write' : 'edit'} files in ${quoted(place.folder)} for the rest of this session`,
        }
      : null,
  };
}

/** A checkpoint keeps what a file held, up to a size. */
function canBeUndone(before: FileNow | null): boolean {
  return before === null || before.sizeBytes <= largestKeptFile;
}

function sentenceOf(change: PlannedChange, inside: string, where: string): string {
  const name = quoted(inside);
  const after = canBeUndone(change.before)
    ? 'you can undo it later'
    : 'it is too large to be kept, so this cannot be undone';
  if (change.tool === 'edit') {
    return `Change ${name} in ${where} in ${count(change.places ?? 1, 'place')}; ${after}.`;
  }
  if (change.before === null)
    return `Write ${name} (${size(change.sizeBytes)}) into ${where}. The file is new.`;
  return `Replace ${name} in ${where} (${size(change.before.sizeBytes)} now) by ${size(change.sizeBytes)}; ${after}.`;
}

function factsOf({ before, after, sizeBytes }: PlannedChange, path: string): CallPreview['facts'] {
  const facts = [
    { label: 'File', value: path },
    { label: 'New size', value: `${size(sizeBytes)}, ${count(after.split('\n').length, 'line')}` },
  ];
  if (before) {
    const what =
      before.bytes && before.text === null ? ` (${binaryFacts(before.bytes, before.sizeBytes)})` : '';
    facts.push({ label: 'Size now', value: `${size(before.sizeBytes)}${what}` });
    if (before.hardLinks > 1)
      facts.push({
        label: 'Other names',
        value: `The file has ${before.hardLinks} names on the disk; the others keep the old content.`,
      });
  }
  if (!isShown(before, sizeBytes))
    facts.push({ label: 'Difference', value: 'Too large, or not text: not shown.' });
  return facts;
}

function diffsOf({ before, after, sizeBytes }: PlannedChange, path: string): FileDiff[] {
  return isShown(before, sizeBytes) ? [{ path, before: before?.text ?? null, after }] : [];
}

function isShown(before: FileNow | null, sizeBytes: number): boolean {
  if (sizeBytes > mostDiffBytes) return false;
  return before === null || (before.text !== null && before.sizeBytes <= mostDiffBytes);
}
