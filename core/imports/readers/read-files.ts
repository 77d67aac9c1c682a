import { fragmentReader } from '../../sandbox/worker.ts';
import { importLimits } from '../limits.ts';
import type { ImportProblem, Problem, ReadItem, SourceFile, Tell } from '../types.ts';
import { isZip, type Room, unzip } from './archive.ts';
import { isChatGpt, readChatGpt } from './chatgpt.ts';
import { isClaude, readClaude } from './claude.ts';
import { isClaudeCode, readClaudeCode } from './claude-code.ts';
import { isCodex, readCodex } from './codex.ts';
import { isDocx, readDocument, textOfBytes } from './document.ts';
import { isAiStudio, isGeminiActivity, readAiStudio, readGeminiActivity } from './gemini.ts';
import { jsonLines, looksLikeJsonLines } from './json-lines.ts';
import { createProblems } from './problems.ts';
import { isSlackDay, isSlackList, readSlackChannel, slackNames } from './slack.ts';
import { isRecord } from './values.ts';

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
  /** Names a document by its words. */
  keyOf(words: string): string;
  progress(done: number, total: number): void;
}

interface JsonFile {
  file: SourceFile;
  value: readonly unknown[];
}

/** What only makes sense once all files were seen, and what answers in HTML are read with. */
interface KeptJson {
  slackDays: JsonFile[];
  slackLists: JsonFile[];
  toText(html: string): string;
}

/**
 * Reads what the owner brought along: archives are opened, exports are known by what they hold and not by their name, everything else is
 * a document. One file that cannot be read takes none of the others along.
 */
export async function readFiles(
  given: readonly SourceFile[],
  { keyOf, progress }: ReadPorts,
): Promise<ReadFiles> {
  const found: ReadFiles = { items: [], problems: [], moreProblems: 0, unread: 0 };
  const { tell, all } = createProblems();
  const files = unpacked(given, tell, found);
  const kept: KeptJson = { slackDays: [], slackLists: [], toText: await fragmentReader() };
  const { slackDays, slackLists } = kept;
  const documents: { file: SourceFile; text: string | undefined }[] = [];
  const exportGroups = new Set<string>();

  for (const [index, file] of files.entries()) {
    progress(index, files.length);
    const tellOf: TellOfFile = (why, line) => tell(file.path, why, line);
    const text = isDocx(file.bytes) || isPdf(file.bytes) ? undefined : textOfBytes(file.bytes, tellOf);
    let items: ReadItem[] | null;
    try {
      items = text === undefined ? null : readExport(file, text, tellOf, kept);
    } catch {
      tellOf('damaged');
      continue;
    }
    if (items === null) documents.push({ file, text });
    else {
      if (items.length > 0) exportGroups.add(file.group);
      // one by one: a list may be longer than a call has arguments
      for (const item of items) found.items.push(item);
    }
  }
  found.items.push(...readSlack(slackDays, slackLists));
  for (const { file } of slackDays) exportGroups.add(file.group);
  for (const [index, { file, text }] of documents.entries()) {
    progress(index, documents.length);
    const tellOf = (why: ImportProblem) => tell(file.path, why);
    // lists of users, pages that repeat the conversations: no documents of the owner's
    if (exportGroups.has(file.group) && file.group !== file.path) {
      tellOf('beside_export');
      continue;
    }
    try {
      const item = await readDocument(file, text, keyOf, tellOf);
      if (item) found.items.push(item);
    } catch {
      tellOf('damaged');
    }
  }
  const items = withinBounds(onceEach(found.items, tell), tell);
  return { ...found, ...all(), items };
}

type TellOfFile = (why: ImportProblem, line?: number | null) => void;

const isPdf = (bytes: Uint8Array) =>
  bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46;

function unpacked(given: readonly SourceFile[], tell: Tell, found: ReadFiles): SourceFile[] {
  const room: Room = {
    bytes: importLimits.totalBytes - given.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    files: importLimits.files - given.length,
  };
  return given.flatMap((file) => {
    if (!isZip(file.bytes) || isDocx(file.bytes)) return [file];
    try {
      const { files, unread } = unzip(file.bytes, file.path, room, tell);
      found.unread += unread;
      return files;
    } catch {
      tell(file.path, 'damaged');
      return [];
    }
  });
}

/** Conversations in a text, or null where it is no export of a chat. */
function readExport(file: SourceFile, text: string, tell: TellOfFile, kept: KeptJson): ReadItem[] | null {
  const begin = text.slice(0, 1000).trimStart()[0];
  if (begin !== '{' && begin !== '[') return null;
  const value = parsedJson(text);
  if (value === undefined) return readLines(file, text, tell);
  if (isRecord(value)) {
    if (Array.isArray(value.conversations)) return readList(file, value.conversations, kept);
    return readOne(value, file.path) ?? readLines(file, text, tell);
  }
  return Array.isArray(value) ? readList(file, value, kept) : null;
}

function readOne(value: unknown, file: string): ReadItem[] | null {
  if (!isRecord(value)) return null;
  if (isChatGpt(value)) return [readChatGpt(value, file)];
  if (isClaude(value)) return [readClaude(value, file)];
  if (isAiStudio(value)) return [readAiStudio(value, file)];
  return null;
}

function readList(
  file: SourceFile,
  value: readonly unknown[],
  { slackDays, slackLists, toText }: KeptJson,
): ReadItem[] | null {
  if (isSlackDay(value)) slackDays.push({ file, value });
  else if (isSlackList(value, file.path)) slackLists.push({ file, value });
  else if (isGeminiActivity(value)) return readGeminiActivity(value, file.path, toText);
  else {
    const items = value.flatMap((each) => readOne(each, file.path) ?? []);
    return items.length > 0 ? items : null;
  }
  return [];
}

function readLines(file: SourceFile, text: string, tell: TellOfFile): ReadItem[] | null {
  if (!looksLikeJsonLines(text)) return null;
  const problems: { line: number; why: ImportProblem }[] = [];
  const lines = jsonLines(text, (line, why) => problems.push({ line, why }));
  const read = isCodex(lines) ? readCodex : isClaudeCode(lines) ? readClaudeCode : null;
  if (read === null) return null;
  for (const { line, why } of problems) tell(why, line);
  return [read(lines, file.path)];
}

function readSlack(days: readonly JsonFile[], lists: readonly JsonFile[]): ReadItem[] {
  const groups = new Map<string, JsonFile[]>();
  for (const day of days) {
    const folder = day.file.path.split('/').slice(0, -1).join('/');
    const key = `${day.file.group}\n${folder}`;
    groups.set(key, [...(groups.get(key) ?? []), day]);
  }
  return [...groups.values()].map((ofChannel) => {
    const first = ofChannel[0]?.file;
    const named = lists.filter(({ file }) => file.group === first?.group);
    const folder = first?.path.split('/').at(-2);
    const channel = folder ?? first?.path.replace(/\.json$/i, '') ?? 'channel';
    return readSlackChannel(
      ofChannel.map(({ file, value }) => ({ file: file.path, value })),
      channel,
      slackNames(named.map(({ file, value }) => ({ file: file.path, value }))),
    );
  });
}

/** Exports repeat conversations in files of their own: the longest of each counts. */
function onceEach(items: readonly ReadItem[], tell: Tell): ReadItem[] {
  const kept = new Map<string, ReadItem>();
  for (const item of items) {
    const key = `${item.format} ${item.key}`;
    const known = kept.get(key);
    if (item.messages.length === 0) tell(item.file, 'empty_conversation');
    else if (known) tell(item.file, 'twice');
    if (!known || known.messages.length < item.messages.length) kept.set(key, item);
  }
  return [...kept.values()].filter(({ messages }) => messages.length > 0);
}

function withinBounds(items: readonly ReadItem[], tell: Tell): ReadItem[] {
  const kept: ReadItem[] = [];
  let messages = 0;
  for (const item of items) {
    const fits = kept.length < importLimits.items && messages + item.messages.length <= importLimits.messages;
    if (!fits) {
      tell(item.file, 'too_many');
      continue;
    }
    messages += item.messages.length;
    kept.push(item);
  }
  return kept;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
