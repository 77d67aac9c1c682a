import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface PlainEvent {
  type: string;
  [key: string]: unknown;
}

/** The least that a durable log in SQLite can be: one table, WAL, every commit flushed. The control that our log is compared with. */
export interface PlainLog {
  /** One transaction, flushed when it returns. */
  append(events: readonly PlainEvent[]): void;
  /** Everything, parsed. */
  read(): PlainEvent[];
  close(): void;
}

/** Opens or makes the log in this thread. */
export function openPlainLog(folder: string): PlainLog {
  const db = new Database(join(folder, 'plain.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL)',
  );
  const insert = db.prepare('INSERT INTO events (type, body) VALUES (?, ?)');
  const select = db.prepare<[], { body: string }>('SELECT body FROM events ORDER BY id');
  const append = db.transaction((events: readonly PlainEvent[]) => {
    for (const event of events) insert.run(event.type, JSON.stringify(event));
  });
  return {
    append: (events) => void append.immediate(events),
    read: () => select.all().map(({ body }) => JSON.parse(body)),
    close: () => void db.close(),
  };
}

interface PlainMessage {
  role: 'user' | 'assistant';
  content: unknown[];
}

/** The log as messages of the Messages API: what any wake has to do at least. */
export function foldPlain(events: readonly PlainEvent[]): PlainMessage[] {
  const messages: PlainMessage[] = [];
  for (const { type, content } of events) {
    const role = type === 'result' || type === 'user' ? 'user' : 'assistant';
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(content);
    else messages.push({ role, content: [content] });
  }
  return messages;
}
