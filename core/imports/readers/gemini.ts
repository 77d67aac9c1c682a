import type { ReadItem } from '../types.ts';
import { buildItem, type ItemBuilder, lastOf } from './item.ts';
import { isRecord, type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

/** Entries of Google's "My Activity" for Gemini: one for each prompt, without the conversation it was in, the newest first. */
export function isGeminiActivity(value: readonly unknown[]): boolean {
  return value.some(
    (entry) =>
      isRecord(entry) &&
      typeof entry.time === 'string' &&
      /gemini|bard/i.test([textOf(entry.header), ...listOf(entry.products).map(textOf)].join(' ')),
  );
}

const prompted = /^Prompted\s+/;

/** One item for each day. `toText` makes the answers' HTML into text. */
export function readGeminiActivity(
  value: readonly unknown[],
  file: string,
  toText: (html: string) => string,
): ReadItem[] {
  const days = new Map<string, ItemBuilder>();
  const entries = value.filter(isRecord).map((entry) => ({ entry, saidAt: timeOf(entry.time) }));
  // sorted, not reversed: a file that was joined of two is in no order
  entries.sort((left, right) => (left.saidAt ?? '').localeCompare(right.saidAt ?? ''));
  for (const { entry, saidAt } of entries) {
    const day = saidAt?.slice(0, 10) ?? 'undated';
    const builder = days.get(day) ?? buildItem({ format: 'gemini', key: day, title: `Gemini, ${day}`, file });
    days.set(day, builder);
    readEntry(entry, saidAt, builder, toText);
  }
  return [...days.values()].map(({ item }) => item);
}

function readEntry(
  entry: Json,
  saidAt: string | null,
  { say, leaveOut }: ItemBuilder,
  toText: (html: string) => string,
): void {
  const title = textOf(entry.title);
  const answers = listOf(entry.safeHtmlItem).map((item) => textOf(recordOf(item).html));
  // feedback, settings, canvases: no words that somebody said
  if (answers.length === 0 && !prompted.test(title)) {
    leaveOut('other');
    return;
  }
  say({ speaker: 'User', side: 'user', saidAt, text: title.replace(prompted, '') });
  for (const html of answers) say({ speaker: 'Gemini', side: 'assistant', saidAt, text: toText(html) });
  leaveOut('attachment', listOf(entry.attachedFiles).length + listOf(entry.imageFile).length);
}

/** A prompt that AI Studio keeps in the owner's Drive. */
export function isAiStudio(value: Json): boolean {
  return Array.isArray(recordOf(value.chunkedPrompt).chunks);
}

export function readAiStudio(value: Json, file: string): ReadItem {
  const chunks = listOf(recordOf(value.chunkedPrompt).chunks).map(recordOf);
  const name = lastOf(file).replace(/\.json$/i, '');
  const builder = buildItem({
    format: 'ai_studio',
    key: `${name} ${textOf(chunks[0]?.text).slice(0, 2000)}`,
    title: name,
    file,
  });
  if (isRecord(value.systemInstruction)) builder.leaveOut('system');
  for (const chunk of chunks) {
    const isUser = chunk.role === 'user';
    if (chunk.isThought === true) builder.leaveOut('thinking');
    else if (chunk.driveImage !== undefined || chunk.inlineImage !== undefined) builder.leaveOut('picture');
    else if (typeof chunk.text !== 'string') builder.leaveOut('attachment');
    else
      builder.say({
        speaker: isUser ? 'User' : 'Gemini',
        side: isUser ? 'user' : 'assistant',
        saidAt: timeOf(chunk.createTime),
        text: chunk.text,
      });
  }
  return builder.item;
}
