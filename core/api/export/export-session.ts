import type { StoredEvent } from '../../events/index.ts';
import type { ExportFormat } from '../contract.ts';
import type { LogPort } from '../ports.ts';
import { type Exported, fileExtensions, hidden } from './exported.ts';
import { markdownOf, type SessionHead } from './markdown.ts';

const pageSize = 500;

/**
 * A whole session as text, piece by piece: `markdown` to be read by people, `jsonl` for programs (first line
 * the session, then one `{seq, event}` a line, nothing left out but what `hide` takes out: planted secrets stay in the house).
 */
export async function exportSession(
  log: LogPort,
  sessionId: string,
  { format, hide }: { format: ExportFormat; hide(text: string): string },
): Promise<Exported> {
  const record = await log.getSession({ sessionId });
  const head: SessionHead = {
    id: record.id,
    title: record.title,
    created_at: new Date(record.createdAt).toISOString(),
    usage: record.usage,
  };
  const events = allEvents(log, sessionId, record.lastSeq);
  const lines = format === 'markdown' ? markdownOf(head, events) : jsonlOf(head, events);
  const name = `${fileName(record.title ?? sessionId)}.${fileExtensions[format]}`;
  return { name, lines: hidden(lines, hide) };
}

/** Every event up to `lastSeq`, so that an export of a running session ends. */
async function* allEvents(log: LogPort, sessionId: string, lastSeq: number): AsyncGenerator<StoredEvent> {
  let afterSeq = 0;
  while (afterSeq < lastSeq) {
    const page = await log.read({ sessionId, afterSeq, beforeSeq: lastSeq + 1, limit: pageSize });
    if (page.length === 0) return;
    yield* page;
    afterSeq = page.at(-1)?.seq ?? lastSeq;
  }
}

async function* jsonlOf(head: SessionHead, events: AsyncIterable<StoredEvent>): AsyncGenerator<string> {
  yield `${JSON.stringify({ type: 'holdfast.session', ...head })}\n`;
  for await (const stored of events) yield `${JSON.stringify(stored)}\n`;
}

function fileName(title: string): string {
  const cleaned = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return cleaned.replace(/^\.+/, '').slice(0, 80) || 'session';
}
