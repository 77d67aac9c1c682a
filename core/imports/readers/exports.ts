import type { ImportProblem, ReadItem, SourceFile } from '../types.ts';
import { isChatGpt, readChatGpt } from './chatgpt.ts';
import { isClaude, readClaude } from './claude.ts';
import { isClaudeCode, readClaudeCode } from './claude-code.ts';
import { isCodex, readCodex } from './codex.ts';
import { isAiStudio, isGeminiActivity, readAiStudio, readGeminiActivity } from './gemini.ts';
import { jsonLines, looksLikeJsonLines } from './json-lines.ts';
import { jsonElements, parsedJson } from './json-parts.ts';
import { isSlackDay, isSlackList, readSlackChannel, slackNames } from './slack.ts';
import { isRecord } from './values.ts';

export type TellOfFile = (why: ImportProblem, line?: number | null) => void;

interface JsonFile {
  file: SourceFile;
  value: readonly unknown[];
}

/** What only makes sense once all files were seen, and what answers in HTML are read with. */
export interface KeptJson {
  slackDays: JsonFile[];
  slackLists: JsonFile[];
  toText(html: string): string;
}

/** Conversations in a text, or null where it is no export of a chat. */
export function readExport(
  file: SourceFile,
  text: string,
  tell: TellOfFile,
  kept: KeptJson,
): ReadItem[] | null {
  const begin = text.slice(0, 1000).trimStart()[0];
  if (begin === '[') return readArray(file, text, tell, kept);
  if (begin !== '{') return null;
  const value = text.length > mostParsed && !single.test(text) ? undefined : parsedJson(text);
  if (!isRecord(value)) return readLines(file, text, tell);
  if (Array.isArray(value.conversations)) return readList(file, value.conversations, tell, kept);
  return readOne(value, file.path) ?? readLines(file, text, tell);
}

/** Members that every conversation of such a list has; looked for in its beginning. */
const conversations = /"(?:chat_messages|mapping)"/;
/** Members of what is an export by itself. */
const single = /"(?:chat_messages|mapping|chunkedPrompt|conversations)"/;
/** A longer text is made into values only where it looks like an export: they take some times its length. */
const mostParsed = 20_000_000;
const firstElements = 20;

function readArray(file: SourceFile, text: string, tell: TellOfFile, kept: KeptJson): ReadItem[] | null {
  // one by one: the whole of a history, as values, takes some times its length
  if (conversations.test(text.slice(0, 1_000_000)))
    return itemsOf(valuesIn(text, tell), file.path, tell) ?? readList(file, [], tell, kept);
  if (text.length > mostParsed && !looksLikeExport(file, text)) return null;
  const value = parsedJson(text);
  if (Array.isArray(value)) return readList(file, value, tell, kept);
  // broken off: what is whole of it may be a part of an export
  const problems: ImportProblem[] = [];
  const read = readList(file, [...valuesIn(text, (why) => problems.push(why))], tell, kept);
  if (read !== null) for (const why of problems) tell(why);
  return read;
}

function looksLikeExport({ path }: SourceFile, text: string): boolean {
  const first: unknown[] = [];
  for (const { text: each } of jsonElements(text)) {
    first.push(parsedJson(each));
    if (first.length === firstElements) break;
  }
  return isSlackDay(first) || isSlackList(first, path) || isGeminiActivity(first);
}

function* valuesIn(text: string, tell: TellOfFile): Iterable<unknown> {
  for (const { text: each, isWhole } of jsonElements(text)) {
    const value = parsedJson(each);
    if (value === undefined) tell(isWhole ? 'not_json' : 'half_written');
    else yield value;
  }
}

function itemsOf(values: Iterable<unknown>, file: string, tell: TellOfFile): ReadItem[] | null {
  const items: ReadItem[] = [];
  let others = 0;
  for (const value of values) {
    const read = readOne(value, file);
    if (read === null) others += 1;
    else for (const item of read) items.push(item);
  }
  if (items.length === 0) return null;
  for (let other = 0; other < others; other += 1) tell('unknown_part');
  return items;
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
  tell: TellOfFile,
  { slackDays, slackLists, toText }: KeptJson,
): ReadItem[] | null {
  if (isSlackDay(value)) slackDays.push({ file, value });
  else if (isSlackList(value, file.path)) slackLists.push({ file, value });
  else if (isGeminiActivity(value)) return readGeminiActivity(value, file.path, toText);
  else return itemsOf(value, file.path, tell);
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

/** A conversation for each channel; its days may lie in many files. */
export function readSlack({ slackDays, slackLists }: KeptJson): ReadItem[] {
  const groups = new Map<string, JsonFile[]>();
  for (const day of slackDays) {
    const folder = day.file.path.split('/').slice(0, -1).join('/');
    const key = `${day.file.group}\n${folder}`;
    const known = groups.get(key);
    if (known) known.push(day);
    else groups.set(key, [day]);
  }
  const names = new Map<string, ReturnType<typeof slackNames>>();
  const namesOf = (group: string) => {
    const lists = slackLists.filter(({ file }) => file.group === group);
    const known =
      names.get(group) ?? slackNames(lists.map(({ file, value }) => ({ file: file.path, value })));
    names.set(group, known);
    return known;
  };
  return [...groups.values()].map((ofChannel) => {
    const first = ofChannel[0]?.file;
    const folder = first?.path.split('/').at(-2);
    const channel = folder ?? first?.path.replace(/\.json$/i, '') ?? 'channel';
    const days = ofChannel.map(({ file, value }) => ({ file: file.path, value }));
    const source = first?.group ?? channel;
    return { ...readSlackChannel(days, channel, namesOf(source)), source };
  });
}
