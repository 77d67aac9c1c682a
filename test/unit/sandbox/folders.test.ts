import { execFileSync } from 'node:child_process';
import {
  chmodSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync,
} from 'node:fs'; // biome-ignore format: one list
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { splitFolderPath } from '../../../core/sandbox/folder-path.ts';
import {
  type FileEntry,
  type FileSystem,
  openFolder,
  resolveGrantedRoot,
} from '../../../core/sandbox/index.ts';
import { protectedKind } from '../../../core/sandbox/protected-paths.ts';

const { random } = systemRuntime();
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

let base = '';
let root = '';
let outside = '';
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-folders-')));
  made.push(base);
  root = join(base, 'granted');
  outside = join(base, 'outside');
  mkdirSync(join(root, 'docs'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(root, 'a.txt'), 'inside');
  writeFileSync(join(root, 'docs', 'b.txt'), 'deeper');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
});

const open = (more: Partial<Parameters<typeof openFolder>[0]> = {}): FileSystem =>
  openFolder({ root, access: 'read_write', random, ...more });
const text = async (folder: FileSystem, path: string) =>
  Buffer.from((await folder.readFile(path)).bytes).toString();
const bytes = (content: string) => Buffer.from(content);
const code = (expected: string) => expect.objectContaining({ code: expected });
async function collect(entries: AsyncIterable<FileEntry>): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of entries) paths.push(entry.path);
  return paths;
}

describe('a granted folder', () => {
  it('reads, writes, lists, walks, makes and removes', async () => {
    const folder = open();
    expect(await text(folder, 'a.txt')).toBe('inside');
    expect(Buffer.from((await folder.readFile('a.txt', { offset: 2, length: 3 })).bytes).toString()).toBe(
      'sid',
    );
    expect(await folder.writeFile('new/deep/c.txt', bytes('made'))).toMatchObject({
      path: 'new/deep/c.txt',
      kind: 'file',
      sizeBytes: 4,
    });
    expect(await collect(folder.walk('', { maxEntries: 100 }))).toEqual([
      'a.txt',
      'docs',
      'new',
      'docs/b.txt',
      'new/deep',
      'new/deep/c.txt',
    ]);
    expect(await collect(folder.walk('', { maxEntries: 2 }))).toEqual(['a.txt', 'docs']);
    expect(await collect(folder.walk('', { maxEntries: 100, skipNames: ['new'], maxDepth: 1 }))).toEqual([
      'a.txt',
      'docs',
      'new',
    ]);
    await folder.makeFolder('empty');
    expect((await folder.list('')).map((entry) => `${entry.kind} ${entry.name}`)).toEqual([
      'file a.txt',
      'folder docs',
      'folder empty',
      'folder new',
    ]);
    expect(await folder.remove('empty')).toEqual({ files: 0 });
    await expect(folder.remove('new')).rejects.toEqual(code('path_invalid'));
    expect(await folder.remove('new', { isRecursive: true })).toEqual({ files: 1 });
    expect(await folder.stat('')).toMatchObject({ kind: 'folder' });
    await expect(folder.stat('new')).rejects.toEqual(code('file_not_found'));
  });

  it('leaves no temporary file and keeps the permission bits', async () => {
    chmodSync(join(root, 'a.txt'), 0o640);
    await open().writeFile('a.txt', bytes('changed'));
    expect(readdirSync(root).sort()).toEqual(['a.txt', 'docs']);
    expect(statSync(join(root, 'a.txt')).mode & 0o7777).toBe(0o640);
  });

  it('drops setuid bits', async () => {
    chmodSync(join(root, 'a.txt'), 0o4755);
    await open().writeFile('a.txt', bytes('changed'));
    expect(statSync(join(root, 'a.txt')).mode & 0o7777).toBe(0o755);
  });

  it('writes only over what was expected', async () => {
    const folder = open();
    await expect(folder.writeFile('a.txt', bytes('x'), { expectedSha256: null })).rejects.toEqual(
      code('conflict'),
    );
    await expect(folder.writeFile('a.txt', bytes('x'), { expectedSha256: 'f'.repeat(64) })).rejects.toEqual(
      code('conflict'),
    );
    await folder.writeFile('fresh.txt', bytes('x'), { expectedSha256: null });
    const hash = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
    await folder.writeFile('fresh.txt', bytes('y'), { expectedSha256: hash });
    expect(await text(folder, 'fresh.txt')).toBe('y');
    expect(readdirSync(root).sort()).toEqual(['a.txt', 'docs', 'fresh.txt']);
  });

  it('granted for reading changes nothing', async () => {
    const folder = open({ access: 'read' });
    await expect(folder.writeFile('a.txt', bytes('x'))).rejects.toEqual(code('read_only'));
    await expect(folder.remove('a.txt')).rejects.toEqual(code('read_only'));
    await expect(folder.makeFolder('x')).rejects.toEqual(code('read_only'));
    expect(await text(folder, 'a.txt')).toBe('inside');
  });

  it('says when it is gone, and when it became something else', async () => {
    renameSync(root, join(base, 'moved'));
    await expect(open().readFile('a.txt')).rejects.toEqual(code('folder_missing'));
    symlinkSync(outside, root);
    await expect(open().readFile('secret.txt')).rejects.toEqual(code('folder_missing'));
    await expect(open().writeFile('x.txt', bytes('x'))).rejects.toEqual(code('folder_missing'));
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });
});

describe('nothing outside is reachable', () => {
  it.each([
    '../outside/secret.txt', 'docs/../../outside/secret.txt', 'docs/..', '..', '/etc/passwd', '//etc/passwd', '\\\\server\\share', 'C:/x', 'c:x', '~/x',
    'docs\\..\\..\\outside\\secret.txt', 'a.txt\0.png', 'a\nb', 'x\u009fy', '\ud800', 'n'.repeat(300), 'd/'.repeat(700),
  ])('path %j', async (path) => {
    const folder = open();
    await expect(folder.readFile(path)).rejects.toEqual(expect.objectContaining({ code: expect.stringMatching(/^path_/) }));
    await expect(folder.writeFile(path, bytes('x'))).rejects.toEqual(expect.objectContaining({ code: expect.stringMatching(/^path_/) }));
    await expect(folder.remove(path)).rejects.toEqual(expect.objectContaining({ code: expect.stringMatching(/^path_/) }));
  }); // biome-ignore format: a list

  it('a link to a file is neither read nor written through', async () => {
    symlinkSync(join(outside, 'secret.txt'), join(root, 'link.txt'));
    const folder = open();
    await expect(folder.readFile('link.txt')).rejects.toEqual(code('path_outside'));
    await expect(folder.writeFile('link.txt', bytes('x'))).rejects.toEqual(code('path_outside'));
    expect(await folder.stat('link.txt')).toMatchObject({ kind: 'link', sizeBytes: 0 });
    expect(await folder.remove('link.txt')).toEqual({ files: 1 });
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('a link to a folder outside is not entered, read, written, listed or walked', async () => {
    symlinkSync(outside, join(root, 'out'));
    const folder = open();
    await expect(folder.readFile('out/secret.txt')).rejects.toEqual(code('path_outside'));
    await expect(folder.writeFile('out/new.txt', bytes('x'))).rejects.toEqual(code('path_outside'));
    await expect(folder.writeFile('out/deep/new.txt', bytes('x'))).rejects.toEqual(code('path_outside'));
    await expect(folder.list('out')).rejects.toEqual(code('path_outside'));
    await expect(folder.remove('out/secret.txt')).rejects.toEqual(code('path_outside'));
    await expect(folder.makeFolder('out/x')).rejects.toEqual(code('path_outside'));
    expect(await collect(folder.walk('', { maxEntries: 100 }))).toEqual([
      'a.txt',
      'docs',
      'out',
      'docs/b.txt',
    ]);
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });

  it('removing a folder removes links in it, not what they lead to', async () => {
    symlinkSync(outside, join(root, 'docs', 'out'));
    expect(await open().remove('docs', { isRecursive: true })).toEqual({ files: 2 });
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });

  it('a chain of links that ends inside works, one that loops does not', async () => {
    symlinkSync(join(root, 'docs'), join(root, 'first'));
    symlinkSync('first', join(root, 'second'));
    symlinkSync('loop', join(root, 'loop'));
    const folder = open();
    expect(await text(folder, 'second/b.txt')).toBe('deeper');
    await expect(folder.readFile('loop/b.txt')).rejects.toEqual(code('path_outside'));
    await expect(folder.readFile('loop')).rejects.toEqual(code('path_outside'));
  });

  it('a link inside does not open what is protected', async () => {
    mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
    symlinkSync(join(root, '.git', 'hooks'), join(root, 'harmless'));
    await expect(open().writeFile('harmless/pre-commit', bytes('x'))).rejects.toEqual(code('path_protected'));
    await expect(open().list('harmless')).rejects.toEqual(code('path_protected'));
    expect(readdirSync(join(root, '.git', 'hooks'))).toEqual([]);
  });

  it('a hard link is read, and writing leaves the other name alone', async () => {
    linkSync(join(outside, 'secret.txt'), join(root, 'hard.txt'));
    const folder = open();
    expect(await folder.stat('hard.txt')).toMatchObject({ hardLinks: 2 });
    expect(await text(folder, 'hard.txt')).toBe('secret');
    await folder.writeFile('hard.txt', bytes('mine'));
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await folder.stat('hard.txt')).not.toHaveProperty('hardLinks');
  });

  it('pipes and devices are refused without waiting', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const folder = open();
    await expect(folder.readFile('pipe')).rejects.toEqual(code('path_invalid'));
    await expect(folder.writeFile('pipe', bytes('x'))).rejects.toEqual(code('path_invalid'));
    expect(await folder.stat('pipe')).toMatchObject({ kind: 'other' });
  });

  it('a file used as a folder is an error', async () => {
    await expect(open().readFile('a.txt/b')).rejects.toEqual(code('path_invalid'));
    await expect(open().readFile('docs')).rejects.toEqual(code('path_invalid'));
  });

  it('a name in another Unicode form is the same file', async () => {
    writeFileSync(join(root, 'cafe\u0301.txt'), 'decomposed');
    const folder = open();
    expect(await text(folder, 'caf\u00e9.txt')).toBe('decomposed');
    await folder.writeFile('caf\u00e9.txt', bytes('changed'));
    expect(readdirSync(root).filter((name) => name.startsWith('caf'))).toEqual(['cafe\u0301.txt']);
  });

  it.runIf(process.platform === 'linux')(
    'a parent swapped for a link a thousand times never lets anything out or in',
    async () => {
      const folder = open();
      const swap = join(root, 'swap');
      mkdirSync(swap);
      writeFileSync(join(swap, 'secret.txt'), 'ours');
      const flips = { stop: false };
      // the agent's own mkdir may come in between: then the attacker clears the place and tries again
      const insist = (act: () => void) => {
        for (;;) {
          try {
            act();
            return;
          } catch {
            rmSync(swap, { recursive: true, force: true });
          }
        }
      };
      const attacker = (async () => {
        while (!flips.stop) {
          insist(() => renameSync(swap, join(root, 'aside')));
          insist(() => symlinkSync(outside, swap));
          await new Promise((resolve) => setImmediate(resolve));
          insist(() => unlinkSync(swap));
          insist(() => renameSync(join(root, 'aside'), swap));
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const seen = new Set<string>();
      for (let round = 0; round < 500; round += 1) {
        const [read] = await Promise.allSettled([
          text(folder, 'swap/secret.txt'),
          folder.writeFile(`swap/w${round % 5}.txt`, bytes('w')),
        ]);
        seen.add(read.status === 'fulfilled' ? read.value : 'refused');
      }
      flips.stop = true;
      await attacker;
      expect(seen.has('secret')).toBe(false);
      // how often a read comes through is the machine's affair; once the attacker is gone it always does
      expect(await text(folder, 'swap/secret.txt')).toBe('ours');
      expect(readdirSync(outside)).toEqual(['secret.txt']);
    },
  );
});

describe('protected paths', () => {
  it.each([
    ['.ssh/id_ed25519', 'credential'], ['.SSH/config', 'credential'], ['home/.aws/credentials', 'credential'], ['.env', 'credential'], ['.env.local', 'credential'],
    ['.npmrc', 'credential'], ['.netrc', 'credential'], ['keys/id_rsa', 'credential'], ['x.kdbx', 'credential'], ['.config/gcloud/a', 'credential'], ['.ENV', 'credential'],
    ['.s\u200bsh/a', 'credential'], ['\uff0essh/a', 'credential'], ['.ssh./a', 'credential'], ['.ssh /a', 'credential'], ['.docker/config.json', 'credential'],
    ['.git/hooks/pre-commit', 'vcs'], ['.git/config', 'vcs'], ['.GIT/hooks/x', 'vcs'], ['.g\u200cit/config', 'vcs'], ['git~1/config', 'vcs'], ['sub/.git/config', 'vcs'], ['.hg/hgrc', 'vcs'],
    ['.bashrc', 'start_up'], ['.zshenv', 'start_up'], ['.profile', 'start_up'], ['.config/autostart/x.desktop', 'start_up'], ['.gitconfig', 'start_up'], ['Library/LaunchAgents/x', 'start_up'],
    ['a.txt', undefined], ['.env.example', undefined], ['environment', undefined], ['.git/HEAD', undefined], ['docs/config', undefined], ['startup/main.ts', undefined], ['.github/x.yml', undefined],
  ])('reading %j: %s', (path, kind) => {
    expect(protectedKind(path.split('/'), 'read')).toBe(kind);
  }); // biome-ignore format: a table

  it.each([['.git/HEAD', 'vcs'], ['.git', 'vcs'], ['.husky/pre-push', 'start_up'], ['.vscode/tasks.json', 'start_up'], ['.vscode/launch.json', undefined]])('writing %j: %s', (path, kind) => {
    expect(protectedKind(path.split('/'), 'write')).toBe(kind);
  }); // biome-ignore format: a table

  it('are listed as such, not opened, and opened with a grant of their own', async () => {
    writeFileSync(join(root, '.env'), 'KEY=1');
    expect(await open().list('')).toContainEqual(
      expect.objectContaining({ name: '.env', isProtected: true }),
    );
    await expect(open().readFile('.env')).rejects.toEqual(code('path_protected'));
    expect(await text(open({ allowedKinds: ['credential'] }), '.env')).toBe('KEY=1');
  });

  it('a folder that holds something protected is not removed', async () => {
    mkdirSync(join(root, 'docs', '.git'));
    await expect(open().remove('docs', { isRecursive: true })).rejects.toEqual(code('path_protected'));
    expect(existsSync(join(root, 'docs', 'b.txt'))).toBe(true);
  });

  it('Holdfast’s own data is refused wherever it lies', async () => {
    const own = join(root, 'docs');
    const folder = open({ forbidden: [own] });
    await expect(folder.readFile('docs/b.txt')).rejects.toEqual(code('path_protected'));
    await expect(folder.list('docs')).rejects.toEqual(code('path_protected'));
    expect(await collect(folder.walk('', { maxEntries: 10 }))).toEqual(['a.txt', 'docs']);
    await expect(resolveGrantedRoot(own, [own])).rejects.toEqual(code('folder_refused'));
    await expect(resolveGrantedRoot(join(own), [root])).rejects.toEqual(code('folder_refused'));
  });

  it('a root is resolved, and a disk, a missing or a protected folder refused', async () => {
    symlinkSync(root, join(base, 'alias'));
    expect(await resolveGrantedRoot(join(base, 'alias'))).toBe(root);
    await expect(resolveGrantedRoot('/')).rejects.toEqual(code('folder_refused'));
    await expect(resolveGrantedRoot(join(base, 'nothing'))).rejects.toEqual(code('folder_missing'));
    mkdirSync(join(base, '.ssh'));
    await expect(resolveGrantedRoot(join(base, '.ssh'))).rejects.toEqual(code('folder_refused'));
    mkdirSync(join(base, '.git'));
    await expect(resolveGrantedRoot(join(base, '.git'))).rejects.toEqual(code('folder_refused'));
  });

  it('a grant below .config does not hide what lies in it', async () => {
    const config = join(base, '.config');
    mkdirSync(join(config, 'fish'), { recursive: true });
    await expect(
      openFolder({ root: config, access: 'read_write', random }).writeFile('fish/config.fish', bytes('x')),
    ).rejects.toEqual(code('path_protected'));
    expect(lstatSync(join(config, 'fish')).isDirectory()).toBe(true);
  });
});

describe('rules of Windows, as a parser', () => {
  it.each(['con', 'NUL.txt', 'docs/aux', 'com1.log', 'LPT\u00b9', 'a.txt:stream', 'a.txt::$DATA', 'a?', 'a*b', 'a.', 'a ', 'PROGRA~1/x', 'a|b', 'CONIN$'])('%j is refused there', (path) => {
    expect(() => splitFolderPath(path, 'win32')).toThrow(code('path_invalid'));
  }); // biome-ignore format: a list

  it.each(['console.ts', 'auxiliary/x', 'a.b.c', 'nul-object.ts', 'a~b'])('%j is fine there', (path) => {
    expect(splitFolderPath(path, 'win32')).toEqual(path.split('/'));
  });

  it('elsewhere such names are ordinary', () => {
    expect(splitFolderPath('docs//./aux/a:b', 'linux')).toEqual(['docs', 'aux', 'a:b']);
  });
});
