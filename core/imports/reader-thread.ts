import type { MessagePort } from 'node:worker_threads';
import { areTelling, hashOfWords, sha256 } from '../base/index.ts';
import { lookAt, withoutSecrets } from '../context/worker.ts';
import type {
  ExportSummary,
  FromReader,
  ItemSummary,
  MessageHashes,
  MessageToTake,
  ReadSummary,
  ToReader,
} from './messages.ts';
import { createNames, type Names } from './names.ts';
import { readFiles } from './readers/read-files.ts';
import type { ReadItem, ReadMessage, SourceFile } from './types.ts';

/** How much is told of a long work while it goes on. */
const tellEveryMs = 200;
const mostWording = 3;
const mostHashes = 2000;

/** Serves one import in this thread: it takes files, reads them, and holds what it read until it is ended. */
export function serveReader(port: MessagePort): void {
  const send = (message: FromReader) => port.postMessage(message);
  let incoming: { path: string; group: string; pieces: Uint8Array[] }[] = [];
  let kept: ReadItem[] = [];
  let names = createNames();

  async function read(): Promise<ReadSummary> {
    const files: SourceFile[] = incoming.map(({ path, group, pieces }) => ({
      path,
      group,
      bytes: Buffer.concat(pieces),
    }));
    incoming = [];
    const progress = teller(send);
    names = createNames();
    const found = await readFiles(files, {
      keyOf: keyOfWords,
      progress,
      begin: (file) => send({ type: 'begun', file: names(file).shown }),
    });
    const total = found.items.reduce((sum, { messages }) => sum + messages.length, 0);
    let done = 0;
    const items: ItemSummary[] = [];
    kept = found.items;
    const exports = new Map<string, ExportSummary & { place: number }>();
    for (const item of kept) {
      const { format, source } = item;
      const key = `${format} ${source}`;
      const known = exports.get(key) ?? { format, name: names(source).shown, place: exports.size };
      exports.set(key, known);
      items.push({ ...summarise(item, names), export: known.place });
      done += item.messages.length;
      progress(done, total);
    }
    const problems = found.problems.map((problem) => ({
      ...problem,
      file: names(problem.file).shown.slice(0, 500),
    }));
    return {
      items,
      exports: [...exports.values()],
      problems,
      moreProblems: found.moreProblems,
      unread: found.unread,
    };
  }

  async function answer(asked: Extract<ToReader, { id: number }>): Promise<void> {
    const { id } = asked;
    try {
      if (asked.type === 'read') return send({ type: 'read', id, summary: await read() });
      const of = kept[asked.item];
      if (!of) throw new RangeError(`no item ${asked.item}`);
      if (asked.type === 'hashes') return send({ type: 'hashes', id, hashes: manyHashesOf(of, asked.from) });
      send({ type: 'messages', id, messages: messagesOf(of, names, asked) });
    } catch (caught) {
      send({ type: 'failed', id, message: caught instanceof Error ? caught.message : String(caught) });
    }
  }

  port.on('message', (message: ToReader) => {
    if (message.type === 'file') incoming.push({ path: message.path, group: message.group, pieces: [] });
    else if (message.type === 'piece') incoming.at(-1)?.pieces.push(message.bytes);
    else if (message.type === 'drop') incoming.pop();
    else void answer(message);
  });
}

/** Of one message its words, however they are spaced; of many those of each: all of them at once would not fit into memory. */
export function keyOfWords({ messages }: ReadItem): string {
  const [first] = messages;
  if (messages.length === 1 && first) return hashOfWords(first.text);
  return sha256(messages.map(({ text }) => hashOfWords(text)).join(' ')).toString('hex');
}

function teller(send: (message: FromReader) => void): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < tellEveryMs) return;
    told = now;
    send({ type: 'progress', done, total });
  };
}

function summarise(item: ReadItem, names: Names): Omit<ItemSummary, 'export'> {
  const speakers = new Map<string, ItemSummary['speakers'][number]>();
  const wording: string[] = [];
  let [characters, hidden, secrets] = [0, 0, 0];
  let from: string | null = null;
  let to: string | null = null;
  for (const { speaker, side, saidAt, text, secrets: own } of item.messages) {
    const key = `${side} ${speaker}`;
    const known = speakers.get(key) ?? { name: names(speaker).shown, side, messages: 0 };
    known.messages += 1;
    speakers.set(key, known);
    characters += text.length;
    secrets += own.length > 0 ? 1 : 0;
    const looked = lookAt(text, own);
    for (const count of Object.values(looked.hidden)) hidden += count ?? 0;
    for (const { quote } of looked.wording) if (wording.length < mostWording) wording.push(quote);
    if (saidAt !== null && (from === null || saidAt < from)) from = saidAt;
    if (saidAt !== null && (to === null || saidAt > to)) to = saidAt;
  }
  const [title, file] = [names(item.title), names(item.file)];
  const isSecret = title.secrets.length > 0 || file.secrets.length > 0;
  return {
    format: item.format,
    hash: sha256(`${item.format} ${item.key}`).toString('hex'),
    title: title.shown,
    file: file.shown,
    messages: item.messages.length,
    characters,
    from,
    to,
    speakers: [...speakers.values()].sort((left, right) => right.messages - left.messages),
    leftOut: item.leftOut,
    secrets,
    hidden,
    wording,
    secretNames: isSecret ? { title, file } : null,
  };
}

/**
 * What was said is known by who said it when. Where nobody knows when, its place in the conversation stands for the time; a document's
 * sections are known by their words alone, wherever they lie.
 */
function hashesOf(item: ReadItem, index: number): MessageHashes {
  const { speaker, side, saidAt, text, secrets } = item.messages[index] as ReadMessage;
  const plain = withoutSecrets(text, secrets);
  const words = hashOfWords(plain);
  const place = item.format === 'document' ? [] : [speaker, saidAt ?? `${item.format} ${item.key} ${index}`];
  return {
    message: sha256(JSON.stringify([side, ...place, words])).toString('hex'),
    words: areTelling(plain) ? words : null,
  };
}

function manyHashesOf(item: ReadItem, from: number): MessageHashes[] {
  const count = Math.min(mostHashes, item.messages.length - from);
  return Array.from({ length: Math.max(0, count) }, (_, offset) => hashesOf(item, from + offset));
}

function messagesOf(
  item: ReadItem,
  names: Names,
  { from, mostCharacters }: { from: number; mostCharacters: number },
): MessageToTake[] {
  const found: MessageToTake[] = [];
  let characters = 0;
  for (const [offset, message] of item.messages.slice(from, from + 500).entries()) {
    characters += message.text.length;
    if (found.length > 0 && characters > mostCharacters) break;
    const { shown, ...name } = names(message.speaker);
    const secretName = name.secrets.length > 0 ? name : null;
    found.push({ ...message, ...hashesOf(item, from + offset), speaker: shown, secretName });
  }
  return found;
}
