import { app, type BrowserWindow } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import type { Holdfast } from '../../core/holdfast.ts';
import type { Client } from './client.ts';
import type { DesktopHost } from './host.ts';
import { words } from './words.ts';

export interface AttentionOptions {
  holdfast: Pick<Holdfast, 'running' | 'onChange'>;
  client: Client;
  host: Pick<DesktopHost, 'notify'>;
  logger: Logger;
  window(): BrowserWindow | null;
  /** Told after every change of what runs and waits. */
  onCount(counts: { running: number; pending: number }): void;
}

interface Waiting {
  id: string;
  sessionId: string;
  title: string;
  body: string;
}

/**
 * Calls the owner when an agent waits for a decision or raised an alarm and the window is not in front: a notification, a badge, a flash
 * of the task bar. It decides nothing; a click brings the window to the front. Returns what stops it.
 */
export function callForAttention(options: AttentionOptions): () => void {
  const { logger } = options;
  let known: ReadonlySet<string> | null = null;
  let isChecking = false;
  let isStale = false;
  const check = async () => {
    const [counts, waiting] = await Promise.all([options.holdfast.running(), listWaiting(options.client)]);
    options.onCount({ running: counts.sessions, pending: waiting.length });
    app.setBadgeCount(waiting.length);
    const fresh = waiting.filter(({ id }) => known !== null && !known.has(id));
    known = new Set(waiting.map(({ id }) => id));
    if (fresh.length > 0) await call(fresh, options);
  };
  const checkAgain = async () => {
    if (isChecking) {
      isStale = true;
      return;
    }
    isChecking = true;
    try {
      do {
        isStale = false;
        await check();
      } while (isStale);
    } finally {
      isChecking = false;
    }
  };
  const start = () => background(checkAgain(), 'looking for what waits', logger);
  const topics = ['alarms', 'approvals', 'questions', 'sessions', 'status'];
  const stop = options.holdfast.onChange(({ topic }) => {
    if (topics.includes(topic)) start();
  });
  start();
  return stop;
}

async function listWaiting(client: Client): Promise<Waiting[]> {
  const [alarms, approvals, questions] = await Promise.all([
    client.openAlarms(),
    client.pendingApprovals(),
    client.pendingQuestions(),
  ]);
  return [
    ...alarms.map(({ id, session_id, session_title }) => {
      const body = `${session_title}\n${words.alarmDetail}`;
      return { id, sessionId: session_id, title: words.alarm, body };
    }),
    ...approvals.map(({ id, session_id, session_title, preview }) => {
      const body = `${session_title}\n${preview.sentence}`;
      return { id, sessionId: session_id, title: words.approvalWaits, body };
    }),
    ...questions.map(({ tool_use_id, session_id, session_title, question }) => {
      const body = `${session_title}\n${question}`;
      return { id: tool_use_id, sessionId: session_id, title: words.questionWaits, body };
    }),
  ];
}

async function call(fresh: readonly Waiting[], { client, host, window }: AttentionOptions): Promise<void> {
  const current = window();
  if (current?.isFocused()) return;
  if (current?.isVisible()) {
    current.flashFrame(true);
    current.once('focus', () => current.flashFrame(false));
  }
  const { notifications } = await client.settings();
  if (!notifications) return;
  for (const { title, body, sessionId } of fresh) host.notify({ title, body, sessionId });
}
