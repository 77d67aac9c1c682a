import type { Bound } from '../db/index.ts';
import type { SecretKeeper } from '../vault/index.ts';
import type { ImportedMessage, ImportStore, OpenImport } from './imports-store.ts';
import type { MessageToTake, Secretive } from './messages.ts';
import { type Staged, type StagedItem, type TakenCounts, trustOf } from './staged.ts';

export type Redact = SecretKeeper['redact'];

/** What sessions are made with that hold what was imported; nothing ever runs in them. */
export interface SessionParts {
  agent: Record<string, unknown>;
  environmentId: string;
}

interface TakingPorts extends Bound<ImportStore['commands']>, Bound<ImportStore['queries']> {
  redact: Redact;
  onChanged(): void;
}

/**
 * Makes what was chosen into memory: a session for each conversation or document, an event for each message, in batches of one transaction.
 * After a kill the same import goes on where it was, because what is there is known again.
 */
export function createTaking({ open, name, take, known, redact, onChanged }: TakingPorts) {
  async function takeItem(
    staged: Staged,
    item: StagedItem,
    session: SessionParts,
    counts: TakenCounts,
  ): Promise<void> {
    const index = staged.items.indexOf(item);
    const into = { ...aboutOf(staged, item), ...session };
    let isNew = false;
    for (let from = 0; from < item.messages && !staged.stop.signal.aborted; ) {
      const batch = (await staged.reader?.messages(index, from)) ?? [];
      if (batch.length === 0) return;
      from += batch.length;
      const states = await known({ messages: batch.map(({ message, words }) => ({ message, words })) });
      counts.known += states.filter((state) => state === 'known').length;
      counts.forgotten += states.filter((state) => state === 'forgotten').length;
      const fresh = batch.filter((_, at) => states[at] === 'new');
      if (fresh.length > 0) {
        const redacted = await redactAll(into, item, fresh);
        counts.redacted += redacted.secrets;
        const done = await take({ into, messages: eventsOf(staged, item, fresh, redacted) });
        isNew ||= done.new > 0;
        counts.messages += done.new;
        counts.known += done.known;
        counts.forgotten += done.forgotten;
      }
      staged.progress = {
        done: (staged.progress?.done ?? 0) + batch.length,
        total: staged.progress?.total ?? 0,
      };
      onChanged();
    }
    if (isNew) counts.conversations += 1;
  }

  /** Texts and speakers of messages as they are kept, in order. The session gets its names, too. */
  async function redactAll(
    into: OpenImport,
    { secretNames }: StagedItem,
    messages: readonly MessageToTake[],
  ): Promise<{ texts: string[]; speakers: string[]; secrets: number }> {
    const speakers = messages.map(({ speaker, secretName }) => secretName ?? { text: speaker, secrets: [] });
    const { title, file } = secretNames ?? {
      title: { text: into.title, secrets: [] },
      file: { text: into.file, secrets: [] },
    };
    const all: readonly Secretive[] = [title, file, ...messages, ...speakers];
    // a text that only looks like a reference is disarmed there, too
    if (!all.some(({ text, secrets }) => secrets.length > 0 || text.includes('[secret #')))
      return {
        texts: messages.map(({ text }) => text),
        speakers: speakers.map(({ text }) => text),
        secrets: 0,
      };
    // what is found belongs to its session, which has to be there for that
    const { sessionId } = await open(into);
    const { texts, secrets } = await redact({
      sessionId,
      texts: all.map(({ text }) => text),
      found: all.map((each) => each.secrets),
    });
    const [kept = '', keptFile = '', ...rest] = texts;
    await name({ from: into, to: { title: within(kept, 200), file: within(keptFile, 500) } });
    return {
      texts: rest.slice(0, messages.length),
      speakers: rest.slice(messages.length).map((each) => within(each, 200)),
      secrets: secrets.length,
    };
  }

  return async function takeAll(staged: Staged, session: SessionParts): Promise<TakenCounts> {
    const chosen = staged.items.filter(({ isChosen }) => isChosen);
    const counts: TakenCounts = { conversations: 0, messages: 0, known: 0, forgotten: 0, redacted: 0 };
    staged.progress = { done: 0, total: chosen.reduce((sum, { messages }) => sum + messages, 0) };
    for (const item of chosen) await takeItem(staged, item, session, counts);
    return counts;
  };
}

function aboutOf({ wing }: Staged, { hash, title, format, file }: StagedItem) {
  return { hash, title: within(title, 200), wing: wing.slice(0, 200), format, file: within(file, 500) };
}

/** A name within its bound. A reference is longer than many a secret, and goes whole. */
function within(name: string, most: number): string {
  if (name.length <= most) return name;
  return `${name
    .slice(0, most - 1)
    .replace(/\[secret(?: #[^\]]*)?$/, '')
    .toWellFormed()
    .trimEnd()}…`;
}

function eventsOf(
  staged: Staged,
  item: StagedItem,
  messages: readonly MessageToTake[],
  { texts, speakers }: { texts: readonly string[]; speakers: readonly string[] },
): ImportedMessage[] {
  return messages.map(({ message, words, speaker, side, saidAt }, at) => ({
    message,
    words,
    event: {
      type: 'holdfast.imported_message',
      // a document has a title and no speaker
      ...(item.format === 'document' ? {} : { speaker: speakers[at] ?? speaker }),
      ...(saidAt === null ? {} : { said_at: saidAt }),
      trust: trustOf(staged, { export: item.export, side, name: speaker }),
      content: [{ type: 'text', text: texts[at] ?? '' }],
    },
  }));
}
