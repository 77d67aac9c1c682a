import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { createLogger, systemRuntime } from '../../../core/base/index.ts';
import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import { createHoldfast, type Holdfast, type HoldfastOptions } from '../../../core/holdfast.ts';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast harness '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface House {
  dataDir: string;
  holdfast: Holdfast;
  /** Lines that were logged as errors: a test that does not expect any asserts that it is empty. */
  errors: string[];
  post(path: string, body?: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** A session of the owner's, with folders granted. */
  session(folders?: { path: string; access: 'read' | 'read_write' }[]): Promise<string>;
  say(sessionId: string, text: string): Promise<void>;
  /** Resolves with the first event that fits, also when it is already there. */
  until(sessionId: string, fits: (event: SessionEvent) => boolean): Promise<StoredEvent>;
  /** Resolves when the session rests for this reason for the `nth` time. */
  idle(sessionId: string, reason?: string, nth?: number): Promise<void>;
  events(sessionId: string): Promise<SessionEvent[]>;
  close(): Promise<void>;
}

/** The real house over a data folder, with a rehearsed model. */
export async function openHouse(
  steps: readonly object[],
  options: {
    dataDir?: string;
    at?: HoldfastOptions['at'];
    model?: HoldfastOptions['model'];
    context?: HoldfastOptions['context'];
    extraTools?: HoldfastOptions['extraTools'];
    runtime?: HoldfastOptions['runtime'];
    keyPort?: HoldfastOptions['keyPort'];
    suspendAfterMs?: HoldfastOptions['suspendAfterMs'];
  } = {},
): Promise<House> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const runtime = options.runtime ?? systemRuntime();
  const errors: string[] = [];
  const holdfast = await createHoldfast({
    dataDir,
    workers: inject('workers'),
    host: null,
    keyPort: options.keyPort ?? environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-test',
    logger: createLogger((line) => errors.push(line), runtime.clock.now),
    model:
      options.model !== undefined
        ? options.model
        : {
            provider: 'rehearsal',
            script: parseRehearsalScript({ name: 'test', steps }, 'test'),
          },
    ...(options.at ? { at: options.at } : {}),
    ...(options.context ? { context: options.context } : {}),
    ...(options.suspendAfterMs === undefined ? {} : { suspendAfterMs: options.suspendAfterMs }),
    ...(options.extraTools ? { extraTools: options.extraTools } : {}),
  });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await holdfast.fetch(new Request(`http://holdfast${path}`, init), {
      kind: 'in_process',
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const follow = async (
    sessionId: string,
    fits: (event: SessionEvent) => boolean,
    nth = 1,
  ): Promise<StoredEvent> => {
    const stop = new AbortController();
    let seen = 0;
    for await (const stored of holdfast.log.follow(sessionId, 0, stop.signal)) {
      if (!fits(stored.event)) continue;
      seen += 1;
      if (seen === nth) return stored;
    }
    throw new Error('the log ended');
  };
  let isOpen = true;
  const house: House = {
    dataDir,
    holdfast,
    errors,
    post: (path, body) => call('POST', path, body),
    get: (path) => call('GET', path),
    async session(folders = []) {
      const created = await call('POST', '/holdfast/v1/sessions', { folders });
      return (created as { id: string }).id;
    },
    async say(sessionId, text) {
      await call('POST', `/holdfast/v1/sessions/${sessionId}/messages`, { content: text });
    },
    until: (sessionId, fits) => follow(sessionId, fits),
    async idle(sessionId, reason = 'end_turn', nth = 1) {
      await follow(
        sessionId,
        (event) => event.type === 'session.status_idle' && event.stop_reason.type === reason,
        nth,
      );
    },
    async events(sessionId) {
      return (await holdfast.log.read({ sessionId })).map(({ event }) => event);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await holdfast.close();
    },
  };
  onTestFinished(house.close);
  return house;
}

/** A step that answers a message of the owner's containing `contains` by calling one tool. */
export function onMessage(contains: string, name: string, input: object): object {
  return { when: { last: 'user', contains }, reply: { blocks: [{ tool_use: { name, input } }] } };
}

/** A step that answers any tool result with words. */
export function onResult(text: string): object {
  return { when: { last: 'tool_result' }, reply: { blocks: [{ text }] } };
}
