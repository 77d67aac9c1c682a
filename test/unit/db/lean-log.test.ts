import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataFiles } from '../../../core/db/files.ts';
import type { StoredEvent } from '../../../core/events/index.ts';
import { openLog, temporaryFolder } from '../log/support.ts';

// written by the code as it was before migration 0008: two sessions with a forgotten part each, and a fork
const fixture = join(import.meta.dirname, '../../fixtures/before-lean-log');
interface Was {
  head: string;
  forgottenParts: number;
  events: StoredEvent[];
}

test('a file of the schema before is carried over: the same events, chains that verify, a backup of what was', async () => {
  const dataDir = temporaryFolder();
  const files = dataFiles(dataDir);
  const old = new Database(files.main);
  old.pragma('foreign_keys=OFF');
  old.pragma('page_size=4096');
  old.pragma('journal_mode=WAL');
  old.exec(readFileSync(join(fixture, 'holdfast.sql'), 'utf8'));
  old.close();

  const { log, close } = openLog(dataDir);
  const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as Record<string, Was>;
  for (const [sessionId, was] of Object.entries(expected)) {
    expect(await log.read({ sessionId })).toEqual(was.events);
    const { ok, problems, head, forgottenParts } = await log.verifyChain({ sessionId });
    expect({ ok, problems, head, forgottenParts }).toEqual({
      ok: true,
      problems: [],
      head: was.head,
      forgottenParts: was.forgottenParts,
    });
  }
  // and goes on as if nothing had been
  const [sessionId, was] = Object.entries(expected)[0] ?? [];
  if (sessionId === undefined || was === undefined) throw new Error('the fixture is empty');
  const message = was.events.find(({ event }) => event.type === 'agent.message')?.event.id ?? '';
  expect(await log.forget({ eventId: message })).toEqual({ sessionId, parts: [0] });
  expect((await log.verifyChain({ sessionId })).ok).toBe(true);
  await close();

  expect(readdirSync(files.backups)).toEqual([expect.stringMatching(/^before-migration-0007-.*\.db$/)]);
  const now = new Database(files.main, { readonly: true });
  expect(now.pragma('page_size', { simple: true })).toBe(1024);
  expect(now.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(now.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(
    now
      .prepare(
        'SELECT count(*) AS n FROM drawers d JOIN event_parts p ON p.place = (d.event_key << 12) | d.part',
      )
      .get(),
  ).toEqual({ n: 12 });
  now.close();
});
