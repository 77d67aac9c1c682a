import type { MessagePort } from 'node:worker_threads';
import { areTelling, hashOfWords, sha256 } from '../base/index.ts';
import { lookAt, withoutSecrets } from '../context/worker.ts';
import type {
  FromReader,
  ItemSummary,
  MessageHashes,
  MessageToTake,
  ReadSummary,
  ToReader,
} from './messages.ts';
import { lastOf } from './readers/item.ts';
import { readFiles } from './readers/read-files.ts';
import type { ReadItem, ReadMessage, SourceFile } from './types.ts';

/** How much is told of a long work while it goes on. */
const tellEveryMs = 200;
const mostWording = 3;
const mostHashes = 2000;

interface Kept {
  item: ReadItem;
  secrets: MessageToTake['secrets'][];
}

/** Serves one import in this thread: it takes files, reads them, and holds what it read until it is ended. */
export function serveReader(port: MessagePort): void {
  const send = (message: FromReader) => port.postMessage(message);
  let incoming: { path: string; group: string; pieces: Uint8Array[] }[] = [];
  let kept: Kept[] = [];

  async function read(): Promise<ReadSummary> {
    const files: SourceFile[] = incoming.map(({ path, group, pieces }) => ({
      path,
      group,
      bytes: Buffer.concat(pieces),
    }));
    incoming = [];
    const progress = teller(send);
    const found = await readFiles(files, { keyOf: hashOfWords, progress });
    const total = found.items.reduce((sum, { messages }) => sum + messages.length, 0);
    let done = 0;
    const items: ItemSummary[] = [];
    kept = [];
    for (const item of found.items) {
      const { summary, secrets } = summarise(item);
      items.push(summary);
      kept.push({ item, secrets });
      done += item.messages.length;
      progress(done, total);
    }
    return { items, problems: found.problems, moreProblems: found.moreProblems, unread: found.unread };
  }

  async function answer(asked: Extract<ToReader, { id: number }>): Promise<void> {
    const { id } = asked;
    try {
      if (asked.type === 'read') return send({ type: 'read', id, summary: await read() });
      const of = kept[asked.item];
      if (!of) throw new RangeError(`no item ${asked.item}`);
      if (asked.type === 'hashes') return send({ type: 'hashes', id, hashes: manyHashesOf(of, asked.from) });
      send({ type: 'messages', id, messages: messagesOf(of, asked) });
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

function teller(send: (message: FromReader) => void): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < tellEveryMs) return;
    told = now;
    send({ type: 'progress', done, total });
  };
}

function summarise(item: ReadItem): { summary: ItemSummary; secrets: MessageToTake['secrets'][] } {
  const speakers = new Map<string, ItemSummary['speakers'][number]>();
  const wording: string[] = [];
  const secrets: MessageToTake['secrets'][] = [];
  let [characters, hidden] = [0, 0];
  for (const { speaker, side, text } of item.messages) {
    const key = `${side} ${speaker}`;
    const known = speakers.get(key) ?? { name: speaker, side, messages: 0 };
    known.messages += 1;
    speakers.set(key, known);
    characters += text.length;
    const looked = lookAt(text);
    secrets.push(looked.secrets);
    for (const count of Object.values(looked.hidden)) hidden += count ?? 0;
    for (const { quote } of looked.wording) if (wording.length < mostWording) wording.push(quote);
  }
  const times = item.messages.flatMap(({ saidAt }) => saidAt ?? []).sort();
  return {
    secrets,
    summary: {
      format: item.format,
      hash: sha256(`${item.format} ${item.key}`).toString('hex'),
      // a title is shown, and kept as it is: one that holds a secret is none
      title: lookAt(item.title).secrets.length > 0 ? lastOf(item.file) : item.title,
      file: item.file,
      messages: item.messages.length,
      characters,
      from: times[0] ?? null,
      to: times.at(-1) ?? null,
      speakers: [...speakers.values()].sort((left, right) => right.messages - left.messages),
      leftOut: item.leftOut,
      secrets: secrets.filter((found) => found.length > 0).length,
      hidden,
      wording,
    },
  };
}

/**
 * What was said is known by who said it when. Where nobody knows when, its place in the conversation stands for the time; a document's
 * sections are known by their words alone, wherever they lie.
 */
function hashesOf({ item, secrets }: Kept, index: number): MessageHashes {
  const { speaker, side, saidAt, text } = item.messages[index] as ReadMessage;
  const plain = withoutSecrets(text, secrets[index] ?? []);
  const words = hashOfWords(plain);
  const place = item.format === 'document' ? [] : [speaker, saidAt ?? `${item.format} ${item.key} ${index}`];
  return {
    message: sha256(JSON.stringify([side, ...place, words])).toString('hex'),
    words: areTelling(plain) ? words : null,
  };
}

function manyHashesOf(of: Kept, from: number): MessageHashes[] {
  const count = Math.min(mostHashes, of.item.messages.length - from);
  return Array.from({ length: Math.max(0, count) }, (_, offset) => hashesOf(of, from + offset));
}

function messagesOf(
  of: Kept,
  { from, mostCharacters }: { from: number; mostCharacters: number },
): MessageToTake[] {
  const found: MessageToTake[] = [];
  let characters = 0;
  for (const [offset, message] of of.item.messages.slice(from, from + 500).entries()) {
    characters += message.text.length;
    if (found.length > 0 && characters > mostCharacters) break;
    const index = from + offset;
    found.push({ ...message, ...hashesOf(of, index), secrets: of.secrets[index] ?? [] });
  }
  return found;
}
