import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, inject, test } from 'vitest';
import { createAgents } from '../../../core/agents/index.ts';
import { systemRuntime } from '../../../core/base/index.ts';
import { dataFiles } from '../../../core/db/files.ts';
import { startDataClient, startRestorableData } from '../../../core/db/index.ts';
import { migrate } from '../../../core/db/migrate.ts';
import { createLog } from '../../../core/log/index.ts';
import { openLog, temporaryFolder } from '../log/support.ts';

const workerPath = () => inject('workers').data;

async function withSetting(dataDir: string, value: string): Promise<void> {
  const data = await startDataClient({ workerPath: workerPath(), dataDir });
  await createAgents(data).putSetting({ key: 'test', value });
  await data.close();
}

async function settingOf(dataDir: string): Promise<unknown> {
  const data = await startDataClient({ workerPath: workerPath(), dataDir });
  try {
    return await createAgents(data).getSetting({ key: 'test' });
  } finally {
    await data.close();
  }
}

describe('opening', () => {
  test('the file is WAL with FULL synchronisation, also after a reopen', () => {
    const house = openLog();
    const { db } = (() => ({ db: new Database(join(house.dataDir, 'holdfast.db'), { readonly: true }) }))();
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  });

  test('what a restore left beside the file when it was killed is gone at the next start', async () => {
    const dataDir = temporaryFolder();
    await withSetting(dataDir, 'kept');
    const { incoming } = dataFiles(dataDir);
    for (const path of [incoming, `${incoming}-wal`]) writeFileSync(path, 'words that were forgotten');
    expect(await settingOf(dataDir)).toBe('kept');
    expect(readdirSync(dataDir).filter((name) => name.includes('incoming'))).toEqual([]);
  });

  test('a second Holdfast on the same folder is refused in plain words', async () => {
    const dataDir = temporaryFolder();
    const first = await startDataClient({ workerPath: workerPath(), dataDir });
    await expect(startDataClient({ workerPath: workerPath(), dataDir })).rejects.toMatchObject({
      code: 'database_locked',
    });
    await first.close();
    const second = await startDataClient({ workerPath: workerPath(), dataDir });
    await second.close();
  });

  test('a schema that a newer Holdfast wrote is opened read-only and left as it is', async () => {
    const dataDir = temporaryFolder();
    await withSetting(dataDir, 'kept');
    const db = new Database(join(dataDir, 'holdfast.db'));
    db.exec("INSERT INTO schema_migrations VALUES (9999, 'from the future', 0)");
    db.close();
    const data = await startDataClient({ workerPath: workerPath(), dataDir });
    expect(data.degraded()?.code).toBe('database_newer');
    expect(await createAgents(data).getSetting({ key: 'test' })).toBe('kept');
    await expect(createAgents(data).putSetting({ key: 'test', value: 'no' })).rejects.toMatchObject({
      code: 'database_newer',
    });
    await data.close();
  });

  test('a damaged file is degraded, never an empty list, and nothing of it is touched', async () => {
    const dataDir = temporaryFolder();
    await withSetting(dataDir, 'kept');
    const path = join(dataDir, 'holdfast.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 2, 4096 * 6);
    writeFileSync(path, bytes);
    const data = await startDataClient({ workerPath: workerPath(), dataDir });
    expect(data.degraded()?.code).toBe('database_damaged');
    await data.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('a file that is no database at all has a way out too', async () => {
    const dataDir = temporaryFolder();
    dataFiles(dataDir);
    writeFileSync(join(dataDir, 'holdfast.db'), 'this is not a database, but it is somebody’s file');
    const data = await startDataClient({ workerPath: workerPath(), dataDir });
    expect(data.degraded()?.code).toBe('database_damaged');
    await expect(createAgents(data).getSetting({ key: 'test' })).rejects.toMatchObject({
      code: 'database_damaged',
    });
    await data.close();
  });

  test('a damaged or missing index.db costs nothing', async () => {
    const dataDir = temporaryFolder();
    await withSetting(dataDir, 'kept');
    truncateSync(join(dataDir, 'index.db'), 700);
    expect(await settingOf(dataDir)).toBe('kept');
  });
});

describe('migrations', () => {
  test('the file is copied before a step, and a failing step leaves everything as it was', () => {
    const files = dataFiles(temporaryFolder());
    const db = new Database(files.main);
    const one = {
      id: 1,
      name: 'one',
      up: (at: typeof db) => at.exec("CREATE TABLE t (x); INSERT INTO t VALUES ('kept')"),
    };
    const broken = {
      id: 2,
      name: 'broken',
      up(at: typeof db) {
        at.exec('DROP TABLE t');
        throw new Error('power cut');
      },
    };
    migrate(db, files, 0, [one]);
    expect(readdirSync(files.backups)).toEqual([]);
    expect(() => migrate(db, files, 0, [one, broken])).toThrow('power cut');
    expect(db.prepare('SELECT x FROM t').get()).toEqual({ x: 'kept' });
    expect(db.prepare('SELECT id FROM schema_migrations').all()).toEqual([{ id: 1 }]);
    const [backup] = readdirSync(files.backups);
    const copy = new Database(join(files.backups, backup ?? ''), { readonly: true });
    expect(copy.prepare('SELECT x FROM t').get()).toEqual({ x: 'kept' });
    copy.close();
    db.close();
  });
});

describe('backup and restore', () => {
  test('a restored backup has what it had, and what was there before is kept', async () => {
    const dataDir = temporaryFolder();
    const data = await startRestorableData({ workerPath: workerPath(), dataDir });
    const agents = createAgents(data);
    await agents.putSetting({ key: 'test', value: 'old' });
    const path = join(dataDir, 'copy.db');
    await data.command('db.backup', { path });
    await agents.putSetting({ key: 'test', value: 'new' });
    const previous = await data.restore(path);
    expect(await agents.getSetting({ key: 'test' })).toBe('old');
    expect(previous).toMatchObject({ id: expect.stringContaining('before-restore') });
    await data.restore(previous?.path ?? '');
    expect(await agents.getSetting({ key: 'test' })).toBe('new');
    await data.close();
  });

  test('a file that is not a backup changes nothing', async () => {
    const dataDir = temporaryFolder();
    const data = await startRestorableData({ workerPath: workerPath(), dataDir });
    await createAgents(data).putSetting({ key: 'test', value: 'kept' });
    const path = join(dataDir, 'holiday.jpg');
    writeFileSync(path, 'not a database');
    await expect(data.restore(path)).rejects.toMatchObject({ code: 'backup_invalid' });
    expect(await createAgents(data).getSetting({ key: 'test' })).toBe('kept');
    await data.close();
  });

  test('restoring a good backup mends a damaged file', async () => {
    const dataDir = temporaryFolder();
    await withSetting(dataDir, 'kept');
    const path = join(temporaryFolder(), 'copy.db');
    const first = await startRestorableData({ workerPath: workerPath(), dataDir });
    await first.command('db.backup', { path });
    await first.close();
    writeFileSync(join(dataDir, 'holdfast.db'), 'ruined');
    const data = await startRestorableData({ workerPath: workerPath(), dataDir });
    expect(data.degraded()?.code).toBe('database_damaged');
    await data.restore(path);
    expect(data.degraded()).toBeNull();
    expect(await createAgents(data).getSetting({ key: 'test' })).toBe('kept');
    await data.close();
  });
});

test('commands and queries run in workers: a query sees what was committed before it was sent', async () => {
  const data = await startDataClient({ workerPath: workerPath(), dataDir: temporaryFolder() });
  const log = createLog(data, systemRuntime());
  const { id: sessionId } = await log.createSession({
    agent: {},
    environmentId: 'e',
    title: 't',
    metadata: {},
  });
  for (let number = 1; number <= 30; number += 1) {
    await log.append({
      sessionId,
      events: [{ type: 'user.message', content: [{ type: 'text', text: String(number) }] }],
    });
    expect(await log.read({ sessionId })).toHaveLength(number);
  }
  await data.close();
});
