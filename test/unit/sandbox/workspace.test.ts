import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256, systemRuntime } from '../../../core/base/index.ts';
import type { DataClient, Tx } from '../../../core/db/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import {
  createMounts,
  createWorkspaces,
  decodeText,
  type FileEntry,
  looksLikeText,
  openFolder,
} from '../../../core/sandbox/index.ts';
import { commands, queries, removeWorkspace } from '../../../core/sandbox/worker.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-workspace-'));
let data: DataClient;

// only what the foreign key asks for; the log's own command is another room's
function addSession(tx: Tx, id: string): void {
  tx.run(
    `INSERT INTO sessions (id, agent, environment_id, metadata, created_at, updated_at, status, last_hash, last_event_at, usage)
     VALUES (?, '{}', 'env', '{}', 0, 0, 'idle', x'00', 0, '{}')`,
    id,
  );
}

beforeAll(async () => {
  const setup = { commands: { addSession, removeWorkspace }, queries: {} };
  data = openLocalData({
    dataDir,
    rooms: { sandbox: { commands, queries }, setup },
    runtime: systemRuntime(),
  });
  for (const id of ['one', 'two', 'three', 'four', 'five']) await data.command('setup.addSession', id);
});
afterAll(async () => {
  await data.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const bytes = (content: string) => Buffer.from(content);
const code = (expected: string) => expect.objectContaining({ code: expected });
async function collect(entries: AsyncIterable<FileEntry>): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of entries) paths.push(entry.path);
  return paths;
}

describe('the workspace', () => {
  it('keeps files of a session in the database, apart from other sessions', async () => {
    const workspaces = createWorkspaces(data);
    const files = workspaces.open('one', 'write');
    await files.writeFile('notes/a.txt', bytes('hello'));
    await files.writeFile('b.txt', bytes('b'));
    await files.writeFile('notes/a.txt', bytes('hello world'));
    expect(Buffer.from((await files.readFile('notes/a.txt')).bytes).toString()).toBe('hello world');
    expect(
      Buffer.from((await files.readFile('/notes//./a.txt', { offset: 6, length: 3 })).bytes).toString(),
    ).toBe('wor');
    expect(await files.stat('notes')).toMatchObject({ kind: 'folder' });
    expect((await files.list('')).map((entry) => `${entry.kind} ${entry.path}`)).toEqual([
      'file b.txt',
      'folder notes',
    ]);
    expect(await collect(files.walk('', { maxEntries: 10 }))).toEqual(['b.txt', 'notes', 'notes/a.txt']);
    expect(await workspaces.open('two', 'write').list('')).toEqual([]);
    await expect(workspaces.open('two', 'write').readFile('b.txt')).rejects.toEqual(code('file_not_found'));
    expect(await workspaces.usage('one')).toMatchObject({ files: 2, bytes: 12 });
    const all = [];
    for await (const file of workspaces.files('one')) all.push([file.path, file.writtenBy, file.sha256]);
    expect(all[1]).toEqual(['/workspace/notes/a.txt', 'write', sha256('hello world').toString('hex')]);
  });

  it('holds its quota, counting what is replaced', async () => {
    const files = createWorkspaces(data, { maxBytes: 10, maxFiles: 2 }).open('three', 'write');
    await files.writeFile('a', bytes('12345678'));
    await expect(files.writeFile('b', bytes('123'))).rejects.toEqual(code('quota_exceeded'));
    await files.writeFile('a', bytes('1234567890'));
    await files.writeFile('b', bytes(''));
    await expect(files.writeFile('c', bytes(''))).rejects.toEqual(code('quota_exceeded'));
    await files.remove('b');
    await files.writeFile('c', bytes(''));
  });

  it('knows no file that is a folder, and checks what it replaces', async () => {
    const files = createWorkspaces(data).open('four', 'write');
    await files.writeFile('a/b', bytes('x'), { expectedSha256: null });
    await expect(files.writeFile('a', bytes('x'))).rejects.toEqual(code('path_invalid'));
    await expect(files.writeFile('a/b/c', bytes('x'))).rejects.toEqual(code('path_invalid'));
    await expect(files.writeFile('a/b', bytes('y'), { expectedSha256: null })).rejects.toEqual(
      code('conflict'),
    );
    await expect(files.writeFile('', bytes('y'))).rejects.toEqual(code('path_invalid'));
    await expect(files.list('a/b')).rejects.toEqual(code('path_invalid'));
    await expect(files.remove('a')).rejects.toEqual(code('path_invalid'));
    await files.writeFile('a0', bytes('beside'));
    expect(await files.remove('a', { isRecursive: true })).toEqual({ files: 1 });
    expect(await collect(files.walk('', { maxEntries: 10 }))).toEqual(['a0']);
  });

  it.each(['../x', 'a/../../x', 'a\0b', 'a\u001bb', '\ud800', 'x'.repeat(300), 'a/'.repeat(100)])(
    'refuses the path %j',
    async (path) => {
      await expect(createWorkspaces(data).open('two', 'write').writeFile(path, bytes('x'))).rejects.toEqual(
        code('path_invalid'),
      );
    },
  );

  it('walks deep, skips, stops, and pages', async () => {
    const files = createWorkspaces(data).open('five', 'write');
    for (let index = 0; index < 30; index += 1)
      await files.writeFile(`d${index % 3}/e/f${index}`, bytes('x'));
    expect(await collect(files.walk('d1', { maxEntries: 3 }))).toEqual(['d1/e', 'd1/e/f1', 'd1/e/f10']);
    expect(await collect(files.walk('', { maxEntries: 100, maxDepth: 1 }))).toEqual(['d0', 'd1', 'd2']);
    expect((await collect(files.walk('', { maxEntries: 100, skipNames: ['d0', 'd1'] }))).length).toBe(
      2 + 1 + 1 + 10,
    );
    await data.command('setup.removeWorkspace', { sessionId: 'five' });
    expect(await files.list('')).toEqual([]);
  });
});

describe('mounts', () => {
  it('lead absolute paths to the workspace or to a granted folder, and nowhere else', async () => {
    const real = mkdtempSync(join(tmpdir(), 'holdfast-mount-'));
    const folder = openFolder({ root: real, access: 'read_write', random: systemRuntime().random });
    const mounts = createMounts(createWorkspaces(data).open('two', 'write'), [
      { name: 'reports', fileSystem: folder },
    ]);
    await mounts.writeFile('/workspace/a.txt', bytes('w'));
    expect(await mounts.writeFile('/mnt/folders/reports/x/b.txt', bytes('f'))).toMatchObject({
      path: '/mnt/folders/reports/x/b.txt',
    });
    expect(mounts.resolve('notes.txt')).toMatchObject({
      kind: 'workspace',
      path: '/workspace/notes.txt',
      inside: 'notes.txt',
    });
    expect(mounts.resolve('/mnt/folders/reports/x')).toMatchObject({
      kind: 'folder',
      folder: 'reports',
      inside: 'x',
    });
    expect((await mounts.list('/mnt/folders')).map((entry) => entry.path)).toEqual(['/mnt/folders/reports']);
    expect((await mounts.list('/')).map((entry) => entry.path)).toEqual(['/workspace', '/mnt']);
    expect(await collect(mounts.walk('/mnt/folders/reports', { maxEntries: 9 }))).toEqual([
      '/mnt/folders/reports/x',
      '/mnt/folders/reports/x/b.txt',
    ]);
    expect(await mounts.stat('/mnt/folders/reports')).toMatchObject({
      kind: 'folder',
      path: '/mnt/folders/reports',
      name: 'reports',
    });
    for (const path of [
      '/etc/passwd',
      '/mnt/folders/other/x',
      '/mnt/x',
      '/workspace2/a',
      '/workspace/../etc',
      '/mnt/folders/reports/../../x',
    ])
      await expect((async () => mounts.readFile(path))()).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^path_/) }),
      );
    rmSync(real, { recursive: true });
  });
});

describe('text detection', () => {
  it('takes UTF-8 and marked UTF-16, refuses bytes', () => {
    expect(decodeText(bytes('ä€'))).toBe('ä€');
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x61, 0]))).toBe('a');
    expect(decodeText(Buffer.from([0x61, 0, 0x62]))).toBeUndefined();
    expect(decodeText(Buffer.from([0x61, 0xff]))).toBeUndefined();
    expect(looksLikeText(bytes('€'.repeat(5000)))).toBe(true);
    expect(looksLikeText(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]))).toBe(false);
  });
});
