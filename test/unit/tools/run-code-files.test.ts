import { describe, expect, test } from 'vitest';
import { openHands, textOf } from './support.ts';

test('code reads and writes the workspace with fs, and the tools see what it wrote', async () => {
  const { call, put } = await openHands();
  put('data.csv', 'day,kwh\n1,2.5\n2,4\n');
  const outcome = await call('run_code', {
    code: `
      import fs from 'fs';
      import { readFile, writeFile } from 'node:fs/promises';
      const text = await readFile('/mnt/folders/Invoices/data.csv', 'utf8');
      await fs.mkdir('out/deep', { recursive: true });
      await writeFile('out/deep/a.txt', text.toUpperCase());
      await fs.promises.appendFile('out/deep/a.txt', 'end');
      await fs.writeFile('bytes.bin', new Uint8Array([0, 255, 128, 10, 7]));
      const seen = await tools.read({ file_path: 'out/deep/a.txt' });
      const bytes = await require('fs').readFile('bytes.bin');
      const stat = await fs.stat('out/deep/a.txt');
      return { seen, bytes: Array.from(bytes), list: await fs.readdir('/workspace', { recursive: true }),
        size: stat.size, kind: [stat.isFile(), stat.isDirectory()], folders: await fs.readdir('/mnt/folders') };`,
  });
  expect(textOf(outcome)).toBe(
    `Returned: ${JSON.stringify(
      {
        seen: 'DAY,KWH\n1,2.5\n2,4\nend',
        bytes: [0, 255, 128, 10, 7],
        list: ['bytes.bin', 'out', 'out/deep', 'out/deep/a.txt'],
        size: 21,
        kind: [true, false],
        folders: ['Invoices'],
      },
      null,
      1,
    )}`,
  );
  expect(outcome.details).toMatchObject({
    files_read: 2,
    files_written: 2,
    files_removed: 0,
    written: [
      { path: '/workspace/bytes.bin', bytes: 5 },
      { path: '/workspace/out/deep/a.txt', bytes: 21 },
    ],
  });
  expect(textOf(await call('read', { file_path: 'out/deep/a.txt' }))).toBe('DAY,KWH\n1,2.5\n2,4\nend');
});

const everyFailure = `
  import fs from 'node:fs';
  const failures = [];
  const attempt = async (work) => { try { failures.push(await work()); } catch (e) { failures.push(e.code + ' ' + e.message); } };
  await fs.writeFile('a/file', 'x');
  await attempt(() => fs.readFile('missing'));
  await attempt(() => fs.readFile('a'));
  await attempt(() => fs.readFile('a/file/b'));
  await attempt(() => fs.mkdir('a'));
  await attempt(() => fs.mkdir('b/c'));
  await attempt(() => fs.rmdir('a'));
  await attempt(() => fs.rm('a'));
  await attempt(() => fs.rename('missing', 'b'));
  await attempt(() => fs.rename('a', 'a/b'));
  await attempt(() => fs.copyFile('a/file', 'a/file', fs.constants.COPYFILE_EXCL));
  await attempt(() => fs.writeFile('a/file', 'y', { flag: 'wx' }));
  await attempt(() => fs.writeFile('/mnt/folders/Invoices/new.txt', 'y'));
  await attempt(() => fs.rm('/mnt/folders/Invoices', { recursive: true, force: true }));
  await attempt(() => fs.rm('/workspace', { recursive: true }));
  await attempt(() => fs.readFile('/etc/passwd'));
  await attempt(() => fs.readFile('/mnt/folders/Other/x'));
  await attempt(() => fs.readFile('a/../../etc/passwd'));
  await attempt(() => fs.readFile('C:\\\\x'));
  await attempt(() => fs.readFile('/mnt/folders/Invoices/.ssh/id_rsa'));
  await attempt(() => fs.access('/mnt/folders/Invoices', fs.constants.W_OK));
  await attempt(() => fs.readFileSync('a/file'));
  await attempt(() => fs.readFile('a/file', () => {}));
  await attempt(() => fs.readFile('a\\0b'));
  await attempt(() => fs.readFile(['a']));
  await attempt(() => fs.readFile('a/file', 'utf-7'));
  await attempt(() => fs.writeFile('a/file', { then(resolve) { resolve('x') } }));
  await attempt(() => fs.readFile('a/file', { get encoding() { throw new Error('getter') } }));
  return failures.join('\\n');`;

test('what fails has the code and the words of Node', async () => {
  const { call, put } = await openHands();
  put('.ssh/id_rsa', 'secret');
  const lines = textOf(await call('run_code', { code: everyFailure }))
    .replace('Returned: ', '')
    .split('\n');
  expect(lines).toMatchInlineSnapshot(`
    [
      "ENOENT ENOENT: no such file or directory, open 'missing'",
      "EISDIR EISDIR: illegal operation on a directory, open 'a'",
      "ENOTDIR ENOTDIR: not a directory, open 'a/file/b'",
      "EEXIST EEXIST: file already exists, mkdir 'a'",
      "ENOENT ENOENT: no such file or directory, mkdir 'b/c'",
      "ENOTEMPTY ENOTEMPTY: directory not empty, rmdir 'a'",
      "ERR_FS_EISDIR ERR_FS_EISDIR: is a directory; recursive: true removes it with all below, rm 'a'",
      "ENOENT ENOENT: no such file or directory, rename 'missing' -> 'b'",
      "EINVAL EINVAL: invalid argument: into itself, rename 'a' -> 'a/b'",
      "EEXIST EEXIST: file already exists, copyfile 'a/file' -> 'a/file'",
      "EEXIST EEXIST: file already exists, open 'a/file'",
      "EROFS EROFS: read-only here: to change a folder of the owner's call tools.write, which asks where that is needed, open '/mnt/folders/Invoices/new.txt'",
      "EROFS EROFS: read-only here: to change a folder of the owner's call tools.write, which asks where that is needed, rm '/mnt/folders/Invoices'",
      "EBUSY EBUSY: /workspace itself stays where it is, rm '/workspace'",
      "EACCES EACCES: outside of what this session can reach (no such root), open '/etc/passwd'",
      "EACCES EACCES: outside of what this session can reach (no such folder), open '/mnt/folders/Other/x'",
      "EINVAL EINVAL: invalid argument: the path goes up by "..", open 'a/../../etc/passwd'",
      "EACCES EACCES: a path of the computer itself; there are /workspace, /mnt/session and /mnt/folders, open 'C:\\x'",
      "EACCES EACCES: protected (credential): credentials, hooks and start-up files need a grant of their own, open '/mnt/folders/Invoices/.ssh/id_rsa'",
      "EROFS EROFS: read-only here: to change a folder of the owner's call tools.write, which asks where that is needed, access '/mnt/folders/Invoices'",
      "undefined fs.readFileSync is not available: files are reached by promises only. Use await fs.readFile(…).",
      "undefined fs.readFile: there are no callbacks here; await the promise it returns.",
      "ERR_INVALID_ARG_TYPE The path must not be empty, hold a NUL character or half of a surrogate pair.",
      "ERR_INVALID_ARG_TYPE The path must be a string: /workspace/…, /mnt/session/…, /mnt/folders/<name>/… or relative to /workspace.",
      "ERR_INVALID_ARG_TYPE There is no such encoding.",
      "ERR_INVALID_ARG_TYPE What is written must be a string or bytes (Uint8Array, ArrayBuffer).",
      "undefined getter",
    ]
  `);
});

describe('what code wrote lands together', () => {
  test('it is kept when the code throws, and the error comes back', async () => {
    const { call } = await openHands();
    const outcome = await call('run_code', {
      code: `import fs from 'fs'; await fs.writeFile('a.txt', 'a'); throw new Error('no')`,
    });
    expect(textOf(outcome)).toMatch(/^ERROR: The code failed: Error: no/);
    expect(textOf(await call('read', { file_path: 'a.txt' }))).toBe('a');
  });

  test('nothing of it is kept when the code is killed, but for what a tool may have seen', async () => {
    const { call } = await openHands({ limits: { timeMs: 500 } });
    const killed = await call('run_code', {
      code: `import fs from 'fs'; await fs.writeFile('a.txt', 'a'); for (;;);`,
    });
    expect(textOf(killed)).toMatch(/Killed: the code took too long.*Nothing it wrote was kept\.$/s);
    expect(textOf(await call('glob', { pattern: '**/*' }))).not.toContain('a.txt');
    const later = await call('run_code', {
      code: `import fs from 'fs'; await fs.writeFile('a.txt', 'a'); await tools.glob({ pattern: '*' }); await fs.writeFile('b.txt', 'b'); for (;;);`,
    });
    expect(textOf(later)).toMatch(/1 changed file had landed\.$/);
    expect(textOf(await call('glob', { pattern: '**/*' }))).toContain('a.txt');
    expect(textOf(await call('glob', { pattern: '**/*' }))).not.toContain('b.txt');
  });

  test('what a tool changes is seen by the next call of fs, and the other way round', async () => {
    const { call } = await openHands();
    const outcome = await call('run_code', {
      code: `
        import fs from 'fs';
        await fs.writeFile('n.txt', '1');
        await tools.edit({ file_path: 'n.txt', old_string: '1', new_string: '2' });
        const two = await fs.readFile('n.txt', 'utf8');
        await fs.rename('n.txt', 'm.txt');
        await tools.bash({ command: 'echo 3 >> m.txt; ls' });
        return [two, await fs.readFile('m.txt', 'utf8'), await fs.readdir('.'), await fs.exists('n.txt')];`,
    });
    expect(textOf(outcome)).toBe(`Returned: ${JSON.stringify(['2', '23\n', ['m.txt'], false], null, 1)}`);
  });

  test('folders are moved and removed with all that is below', async () => {
    const { call } = await openHands();
    await call('write', { file_path: 'old/a/1.txt', content: 'one' });
    await call('write', { file_path: 'old/2.txt', content: 'two' });
    await call('write', { file_path: 'gone/3.txt', content: 'three' });
    const outcome = await call('run_code', {
      code: `
        import fs from 'fs';
        await fs.rename('old', 'new');
        await fs.rm('gone', { recursive: true });
        await fs.copyFile('new/2.txt', 'copy.txt');
        await fs.writeFile('new/2.txt', 'changed');
        const entries = await fs.readdir('new', { withFileTypes: true });
        return entries.map((entry) => [entry.name, entry.parentPath, entry.isDirectory()]);`,
    });
    expect(JSON.parse(textOf(outcome).replace('Returned: ', ''))).toEqual([
      ['2.txt', 'new', false],
      ['a', 'new', true],
    ]);
    expect(
      textOf(await call('bash', { command: 'find . -type f | sort; cat new/a/1.txt new/2.txt copy.txt' })),
    ).toBe('./copy.txt\n./new/2.txt\n./new/a/1.txt\nonechangedtwo');
  });
});

test('large files cross in pieces, text and bytes alike', async () => {
  const { call } = await openHands();
  const outcome = await call('run_code', {
    code: `
      import fs from 'fs';
      const text = 'añ€😀'.repeat(300_000);
      await fs.writeFile('text', text);
      const bytes = Uint8Array.from({ length: 1_000_003 }, (_, index) => index * 7);
      await fs.writeFile('bytes', bytes);
      await fs.writeFile('decoded', 'AQID', 'base64');
      const back = await fs.readFile('bytes');
      let same = back.length === bytes.length;
      for (let index = 0; index < bytes.length; index += 1) if (back[index] !== bytes[index]) same = false;
      return [(await fs.readFile('text', 'utf8')) === text, same, (await fs.stat('text')).size,
        await fs.readFile('decoded', 'hex'), (await fs.readFile('decoded')).toString() === '\\x01\\x02\\x03'];`,
  });
  expect(JSON.parse(textOf(outcome).replace('Returned: ', ''))).toEqual([
    true,
    true,
    3_000_000,
    '010203',
    true,
  ]);
});

test('an agent without tools that write has no fs that does', async () => {
  const { call } = await openHands({ without: ['write', 'edit', 'bash'] });
  const outcome = await call('run_code', {
    code: `import fs from 'fs'; await fs.writeFile('a', 'x').catch((error) => error.message)`,
  });
  expect(textOf(outcome)).toBe("Returned: EACCES: this agent has no tool that writes files, open 'a'");
});
