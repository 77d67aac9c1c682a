import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Runtime, systemRuntime } from '../../../core/base/index.ts';
import type { DataClient } from '../../../core/db/index.ts';
import type { NewEvent, StoredEvent } from '../../../core/events/index.ts';
import type { Log } from '../../../core/log/index.ts';
import type { Palace } from '../../../core/palace/index.ts';
import { openHouseIn } from './house-in.ts';

export interface House {
  dataDir: string;
  data: DataClient;
  log: Log;
  palace: Palace;
  session(title?: string | null): Promise<string>;
  append(sessionId: string, ...events: NewEvent[]): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast palace '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Log and palace over a real data folder; closed when the test is over. */
export function openHouse(dataDir = temporaryFolder(), runtime: Runtime = systemRuntime()): House {
  const { data, log, palace } = openHouseIn(dataDir, runtime);
  let isOpen = true;
  const house: House = {
    dataDir,
    data,
    log,
    palace,
    async session(title = null) {
      return (await log.createSession({ agent: {}, environmentId: 'env_test', title, metadata: {} })).id;
    },
    append: (sessionId, ...events) => log.append({ sessionId, events }),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await palace.close();
      await data.close();
    },
  };
  onTestFinished(() => house.close());
  return house;
}

export const said = (text: string): NewEvent => ({ type: 'user.message', content: [{ type: 'text', text }] });
export const answered = (text: string): NewEvent => ({
  type: 'agent.message',
  content: [{ type: 'text', text }],
});
export const called = (id: string, name: string, input: Record<string, unknown>): NewEvent => ({
  id,
  type: 'agent.tool_use',
  name,
  input,
});
export const returned = (toolUseId: string, text: string, more: object = {}): NewEvent =>
  ({
    type: 'agent.tool_result',
    tool_use_id: toolUseId,
    content: [{ type: 'text', text }],
    ...more,
  }) as NewEvent;
export const imported = (speaker: string, text: string, saidAt: string): NewEvent => ({
  type: 'holdfast.imported_message',
  speaker,
  said_at: saidAt,
  trust: 'untrusted',
  content: [{ type: 'text', text }],
});
