import { fragmentReader } from '../../sandbox/worker.ts';
import { importLimits } from '../limits.ts';
import type { ImportFormat, ImportProblem, Problem, ReadItem, SourceFile, Tell } from '../types.ts';
import { isZip, type Room, unzip } from './archive.ts';
import { isDocx, isPdf, readDocument } from './document.ts';
import { type KeptJson, readExport, readSlack, type TellOfFile } from './exports.ts';
import { onceEach } from './once-each.ts';
import { createProblems } from './problems.ts';
import { textOfBytes } from './text.ts';

/** Everything that was found. */
export interface ReadFiles {
  items: ReadItem[];
  problems: Problem[];
  /** Problems beyond those that are listed. */
  moreProblems: number;
  /** Files of archives that hold no words: pictures, sound, programs. */
  unread: number;
}

export interface ReadPorts {
  /** Names by its words what has no other name: a document, a conversation without an id. */
  keyOf(item: ReadItem): string;
  progress(done: number, total: number): void;
  /** Begins with this file: what is told last is what a thread died of. */
  begin(file: string): void;
}

/**
 * Reads what the owner brought along: archives are opened, exports are known by what they hold and not by their name, everything else is
 * a document. One file that cannot be read takes none of the others along.
 */
export async function readFiles(
  given: readonly SourceFile[],
  { keyOf, progress, begin }: ReadPorts,
): Promise<ReadFiles> {
  const { tell, all } = createProblems();
  const { files, unread } = unpacked(given, tell, begin);
  const kept: KeptJson = { slackDays: [], slackLists: [], toText: await fragmentReader() };
  const documents: SourceFile[] = [];
  const exportGroups = new Set<string>();
  const found: ReadItem[] = [];

  for (const [index, file] of files.entries()) {
    progress(index, files.length);
    begin(file.path);
    let items: ReadItem[] | null;
    try {
      items = exportIn(file, (why, line) => tell(file.path, why, line), kept);
    } catch {
      tell(file.path, 'damaged');
      continue;
    }
    if (items === null) documents.push(file);
    else {
      if (items.length > 0) exportGroups.add(file.group);
      // one by one: a list may be longer than a call has arguments
      for (const item of items)
        found.push({ ...item, key: item.key || keyOf(item), source: sourceOf(item, file) });
    }
  }
  for (const item of readSlack(kept)) found.push(item);
  for (const { file } of kept.slackDays) exportGroups.add(file.group);
  for (const [index, file] of documents.entries()) {
    progress(index, documents.length);
    begin(file.path);
    const tellOf = (why: ImportProblem) => tell(file.path, why);
    // lists of users, pages that repeat the conversations: no documents of the owner's
    if (exportGroups.has(file.group) && file.group !== file.path) {
      tellOf('beside_export');
      continue;
    }
    try {
      const item = await readDocument(file, keyOf, tellOf);
      if (item) found.push({ ...item, source: file.group });
    } catch {
      tellOf('damaged');
    }
  }
  const items = withinBounds(onceEach(found, tell), tell);
  return { items, unread, ...all() };
}

/** Programs that keep a file for each conversation. Of the others a file is the export of one account, or one of its numbered parts. */
const inManyFiles = new Set<ImportFormat>(['claude_code', 'codex', 'ai_studio']);

function sourceOf({ format }: ReadItem, { path, group, isPacked = false }: SourceFile): string {
  return isPacked || inManyFiles.has(format) ? group : path.replace(/-\d{3}(?=\.json$)/, '');
}

/** The text is let go of and decoded once more where it is a document: all of them at once would not fit into memory. */
function exportIn(file: SourceFile, tell: TellOfFile, kept: KeptJson): ReadItem[] | null {
  if (isPdf(file.bytes) || isDocx(file.bytes)) return null;
  const problems: ImportProblem[] = [];
  const text = textOfBytes(file.bytes, (why) => problems.push(why));
  const items = text === undefined ? null : readExport(file, text, tell, kept);
  if (items !== null) for (const why of problems) tell(why);
  return items;
}

function unpacked(
  given: readonly SourceFile[],
  tell: Tell,
  begin: (file: string) => void,
): { files: SourceFile[]; unread: number } {
  const room: Room = {
    bytes: importLimits.totalBytes - given.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    files: importLimits.files - given.length,
  };
  let unread = 0;
  const files = given.flatMap((file) => {
    if (!isZip(file.bytes) || isDocx(file.bytes)) return [file];
    begin(file.path);
    try {
      const archive = unzip(file.bytes, file.path, room, tell);
      unread += archive.unread;
      return archive.files;
    } catch {
      tell(file.path, 'damaged');
      return [];
    }
  });
  return { files, unread };
}

function withinBounds(items: readonly ReadItem[], tell: Tell): ReadItem[] {
  const kept: ReadItem[] = [];
  let messages = 0;
  for (const item of items) {
    const fits = kept.length < importLimits.items && messages + item.messages.length <= importLimits.messages;
    if (!fits) {
      tell(item.source, 'too_many');
      continue;
    }
    messages += item.messages.length;
    kept.push(item);
  }
  return kept;
}
