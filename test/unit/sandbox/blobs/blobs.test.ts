import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { sha256, systemRuntime } from '../../../../core/base/index.ts';
import { smallestBlobBytes } from '../../../../core/db/index.ts';
import { createLog } from '../../../../core/log/index.ts';
import { bytesOf } from './fixtures.ts';
import { blobNames, openBlobs, openRestorable, temporaryFolder } from './support.ts';

const large = smallestBlobBytes * 3 + 17;
const hashOf = (bytes: Uint8Array) => sha256(bytes).toString('hex');
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('large contents', () => {
  test('lie in a file of their own, small ones in the database, and read alike', async () => {
    const { workspaces, dataDir, rows } = await openBlobs();
    const files = workspaces.open('one', 'write');
    const small = bytesOf(smallestBlobBytes - 1, 1);
    await files.writeFile('small', small);
    expect(blobNames(dataDir)).toEqual([]);
    await files.writeFile('a/large', bytesOf(large, 2));
    expect(blobNames(dataDir)).toHaveLength(1);
    expect(await rows()).toEqual([{ size: large, refs: 1 }]);
    expect(hashOf((await files.readFile('small')).bytes)).toBe(hashOf(small));
    expect(hashOf((await files.readFile('a/large')).bytes)).toBe(hashOf(bytesOf(large, 2)));
    for (const [offset, length] of [
      [0, 10],
      [large - 5, 100],
      [large + 5, 100],
      [smallestBlobBytes, 2_000_000],
    ] as const)
      expect(Buffer.from((await files.readFile('a/large', { offset, length })).bytes)).toEqual(
        bytesOf(large, 2).subarray(offset, offset + length),
      );
    expect(await files.stat('a/large')).toMatchObject({ kind: 'file', sizeBytes: large });
  });

  test('of the same bytes are one file, until the last that holds them is gone', async () => {
    const { workspaces, dataDir, data, rows } = await openBlobs();
    const [one, two] = [workspaces.open('one', 'write'), workspaces.open('two', 'write')];
    for (const path of ['a', 'b']) await one.writeFile(path, bytesOf(large, 3));
    await two.outputs.writeFile('c', bytesOf(large, 3));
    expect(await rows()).toEqual([{ size: large, refs: 3 }]);
    expect(blobNames(dataDir)).toHaveLength(1);
    await one.writeFile('a', Buffer.from('small now'));
    await one.move('b', 'd');
    await one.remove('d');
    expect(await rows()).toEqual([{ size: large, refs: 1 }]);
    await data.command('setup.removeWorkspace', { sessionId: 'two' });
    expect(await rows()).toEqual([]);
    expect(blobNames(dataDir)).toEqual([]);
  });

  test('stay for what the history and a fork still show', async () => {
    const { workspaces, dataDir, data, rows } = await openBlobs();
    const files = workspaces.open('one', 'write');
    await files.writeFile('a', bytesOf(large, 4));
    await data.command('setup.goTo', { id: 'one', seq: 5 });
    await files.writeFile('a', bytesOf(large + 1, 5));
    expect(await rows()).toEqual([
      { size: large, refs: 1 },
      { size: large + 1, refs: 1 },
    ]);
    await data.command('setup.fork', { from: 'one', to: 'two', seq: 3 });
    await data.command('setup.removeWorkspace', { sessionId: 'one' });
    expect(await rows()).toEqual([{ size: large, refs: 1 }]);
    const forked = workspaces.open('two', 'write');
    expect(hashOf((await forked.readFile('a')).bytes)).toBe(hashOf(bytesOf(large, 4)));
    expect(blobNames(dataDir)).toHaveLength(1);
  });

  test('count towards the quota, and one that is refused leaves nothing behind', async () => {
    const { workspaces, dataDir } = await openBlobs(temporaryFolder(), {
      maxBytes: large + 100,
      maxFiles: 3,
    });
    const files = workspaces.open('one', 'write');
    await files.writeFile('a', bytesOf(large, 6));
    await expect(files.writeFile('b', bytesOf(large, 7))).rejects.toEqual(code('quota_exceeded'));
    await expect(files.writeFile('a', bytesOf(large, 8), { expectedSha256: null })).rejects.toEqual(
      code('conflict'),
    );
    await expect(
      files.land({ writes: [{ path: '/workspace/c', bytes: bytesOf(large, 9) }], removes: ['/workspace/d'] }),
    ).rejects.toEqual(code('quota_exceeded'));
    expect(blobNames(dataDir)).toHaveLength(1);
  });

  test('come as a stream too, which is bounded while it runs', async () => {
    const { workspaces, dataDir } = await openBlobs();
    const files = workspaces.open('one', 'upload');
    async function* pieces(count: number) {
      for (let at = 0; at < count; at += 1) yield bytesOf(100_000, at);
    }
    await files.uploads.writeStream('streamed', pieces(30));
    const whole = Buffer.concat(Array.from({ length: 30 }, (_, at) => bytesOf(100_000, at)));
    expect(hashOf((await files.uploads.readFile('streamed')).bytes)).toBe(hashOf(whole));
    await files.uploads.writeStream('tiny', pieces(1));
    expect((await files.uploads.readFile('tiny')).sizeBytes).toBe(100_000);
    await expect(files.writeStream('x', pieces(50), { mostBytes: 1_000_000 })).rejects.toEqual(
      code('too_large'),
    );
    async function* broken() {
      yield* pieces(5);
      throw new Error('the connection was lost');
    }
    await expect(files.writeStream('x', broken())).rejects.toThrow('connection');
    expect(blobNames(dataDir)).toHaveLength(1);
  });
});

describe('trouble', () => {
  test('a missing or damaged file is an error for that file alone, and writing it anew mends it', async () => {
    const { workspaces, dataDir } = await openBlobs();
    const files = workspaces.open('one', 'write');
    await files.writeFile('a', bytesOf(large, 10));
    const [name = ''] = blobNames(dataDir);
    const path = join(dataDir, 'blobs', name);
    await files.writeFile('b', bytesOf(large, 11));

    truncateSync(path, 100);
    await expect(files.readFile('a')).rejects.toEqual(code('content_damaged'));
    await expect(files.readFile('a', { offset: 0, length: 10 })).rejects.toEqual(code('content_damaged'));
    writeFileSync(path, bytesOf(large, 12));
    await expect(files.readFile('a')).rejects.toEqual(code('content_damaged'));
    rmSync(path);
    await expect(files.readFile('a')).rejects.toEqual(code('content_damaged'));
    expect((await files.list('')).map((entry) => entry.name)).toEqual(['a', 'b']);
    expect(hashOf((await files.readFile('b')).bytes)).toBe(hashOf(bytesOf(large, 11)));

    await files.writeFile('again', bytesOf(large, 10));
    expect(hashOf((await files.readFile('a')).bytes)).toBe(hashOf(bytesOf(large, 10)));
    await files.remove('a');
    await files.remove('again');
  });

  test('what no row knows is swept at the next start, and what waits with it', async () => {
    const first = await openBlobs();
    await first.workspaces.open('one', 'write').writeFile('a', bytesOf(large, 13));
    const kept = blobNames(first.dataDir);
    await first.data.blobs.stage(bytesOf(large, 14));
    await first.close();
    mkdirSync(join(first.dataDir, 'blobs', 'ff'), { recursive: true });
    writeFileSync(join(first.dataDir, 'blobs', 'ff', '00'), 'an orphan');
    const again = await openBlobs(first.dataDir);
    expect(blobNames(first.dataDir)).toEqual(kept);
    expect((await again.workspaces.open('one', 'write').readFile('a')).sizeBytes).toBe(large);
  });

  test('a full disk refuses the file, keeps what was there, and takes the same bytes when there is room', async () => {
    const { workspaces, dataDir, data, close } = await openBlobs();
    const files = workspaces.open('one', 'write');
    await files.writeFile('a', Buffer.from('before'));
    await data.command('setup.limit', { morePages: 0 });
    // the row needs a page of its own
    const name = 'n'.repeat(200);
    const path = [name, name, name].join('/');
    await expect(
      files.land({
        writes: [
          { path: `/workspace/${path}`, bytes: bytesOf(large, 15) },
          { path: '/workspace/filling', bytes: bytesOf(smallestBlobBytes - 1, 16) },
        ],
        removes: [],
      }),
    ).rejects.toEqual(code('database_full'));
    expect((await files.list('')).map((entry) => entry.name)).toEqual(['a']);
    await files.writeFile('b', bytesOf(large, 15));
    expect(hashOf((await files.readFile('b')).bytes)).toBe(hashOf(bytesOf(large, 15)));
    await close();
    await openBlobs(dataDir);
    expect(blobNames(dataDir)).toHaveLength(1);
  });
});

describe('backups', () => {
  test('hold every file: one is restored elsewhere, another over what changed since', async () => {
    const workerPath = inject('workers').data;
    const first = await openRestorable(workerPath, temporaryFolder());
    const { id } = await createLog(first.data, systemRuntime()).createSession({
      agent: {},
      environmentId: 'env',
      title: null,
      metadata: {},
    });
    const files = first.workspaces.open(id, 'write');
    await files.writeFile('a', bytesOf(large * 12, 20));
    await files.writeFile('b', bytesOf(large, 21));
    const path = join(temporaryFolder(), 'copy.db');
    await first.data.command('db.backup', { path });
    await files.writeFile('a', bytesOf(large, 22));
    await files.remove('b');
    await first.close();

    const elsewhere = await openRestorable(workerPath, temporaryFolder());
    await elsewhere.data.restore(path);
    const there = elsewhere.workspaces.open(id, 'write');
    expect(hashOf((await there.readFile('a')).bytes)).toBe(hashOf(bytesOf(large * 12, 20)));
    expect(hashOf((await there.readFile('b')).bytes)).toBe(hashOf(bytesOf(large, 21)));

    await there.writeFile('a', bytesOf(large, 23));
    const previous = await elsewhere.data.restore(path);
    expect(hashOf((await there.readFile('a')).bytes)).toBe(hashOf(bytesOf(large * 12, 20)));
    await elsewhere.data.restore(previous?.path ?? '');
    expect(hashOf((await there.readFile('a')).bytes)).toBe(hashOf(bytesOf(large, 23)));
    expect(hashOf((await there.readFile('b')).bytes)).toBe(hashOf(bytesOf(large, 21)));
  });

  test('of a database that is ruined keep its files beside it', async () => {
    const workerPath = inject('workers').data;
    const dataDir = temporaryFolder();
    const first = await openRestorable(workerPath, dataDir);
    const path = join(temporaryFolder(), 'copy.db');
    await first.data.command('db.backup', { path });
    const { id } = await createLog(first.data, systemRuntime()).createSession({
      agent: {},
      environmentId: 'env',
      title: null,
      metadata: {},
    });
    await first.workspaces.open(id, 'write').writeFile('a', bytesOf(large, 24));
    const [name = ''] = blobNames(dataDir);
    await first.close();
    writeFileSync(join(dataDir, 'holdfast.db'), 'ruined');
    const again = await openRestorable(workerPath, dataDir);
    const previous = await again.data.restore(path);
    expect(blobNames(dataDir)).toEqual([]);
    const beside = (previous?.path ?? '').replace(/\.db$/, '.blobs');
    expect(readFileSync(join(beside, name)).equals(bytesOf(large, 24))).toBe(true);
  });
});
