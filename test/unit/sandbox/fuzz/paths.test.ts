import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError, systemRuntime } from '../../../../core/base/index.ts';
import { splitFolderPath } from '../../../../core/sandbox/folder-path.ts';
import { type FileSystem, openFolder } from '../../../../core/sandbox/index.ts';
import { effort, effortTimeoutMs } from '../../../support/effort.ts';
import {
  build,
  emptyFolder,
  type Folder,
  linesOfDisk,
  linesOfModel,
  type Node,
  nodeAt,
  realNames,
  world,
} from './file-model.ts';

const { random } = systemRuntime();

describe('paths as text', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', '...', 'a', 'con', 'a:b', 'PROGRA~1', ' ', '. ', '\uff0e\uff0e', '\u2024\u2024', '%2e%2e', '\\', 'C:', '~', '\0', '\u202e', '.\u200b.'),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  ); // biome-ignore format: a list
  const text = fc
    .array(part, { maxLength: 6 })
    .chain((parts) => fc.constantFrom('/', '\\', '//').map((by) => parts.join(by)));

  it.each(['linux', 'win32', 'darwin'] as const)(
    'what is accepted on %s is, to that system too, exactly these names below the folder',
    (platform) => {
      const { resolve, relative, sep } = platform === 'win32' ? win32 : posix;
      const root = platform === 'win32' ? 'C:\\granted' : '/granted';
      fc.assert(
        fc.property(text, (path) => {
          let names: string[];
          try {
            names = splitFolderPath(path, platform);
          } catch (caught) {
            expect(caught).toBeInstanceOf(HoldfastError);
            return;
          }
          const inside = relative(root, resolve(root, ...names));
          expect(inside === '' ? [] : inside.split(sep)).toEqual(names);
          expect(names).toEqual(names.map((name) => name.normalize('NFC')));
        }),
        effort(3000),
      );
    },
    effortTimeoutMs,
  );
});

const names = ['a', 'b', 'café', '.env'] as const;
const name = fc.constantFrom(...names);
const target = fc.constantFrom(
  'a', 'b', 'a/b', '../b', '..', '.', '../../outside', '../outside/a', '../../../outside', 'missing', '/etc', `${world}/outside`, `${world}/outside/a`, `${world}/granted/b`,
  `${world}/granted`, `${world}/outside/../granted/a`, '../outside/back',
); // biome-ignore format: a list
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('one', 'two').map((content): Node => ({ kind: 'file', content })),
    target.map((to): Node => ({ kind: 'link', target: to })),
    fc
      .array(fc.tuple(name, tie('node')), { maxLength: 4 })
      .map((children): Node => ({ kind: 'folder', children: new Map(children) })),
  ),
}));
const folder = fc
  .array(fc.tuple(name, node), { minLength: 1, maxLength: 4 })
  .map((children): Folder => ({ kind: 'folder', children: new Map(children) }));
const path = fc.array(
  fc.oneof({ weight: 8, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom('..', 'cafe\u0301') }),
  { minLength: 1, maxLength: 3 },
);
const deed = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'read' as const,
      'list' as const,
      'remove' as const,
      'removeAll' as const,
      'make' as const,
      'walk' as const,
    ),
    path,
  }),
  fc.record({ kind: fc.constant('write' as const), path }),
  fc.record({ kind: fc.constant('move' as const), path, to: path }),
);
type Deed =
  | { kind: 'read' | 'list' | 'remove' | 'removeAll' | 'make' | 'walk' | 'write'; path: string[] }
  | { kind: 'move'; path: string[]; to: string[] };

/** The reference: what a deed gives, and what the model is afterwards. `refused` where the real folder must throw. */
class Model {
  readonly top: Folder;

  constructor(top: Folder) {
    this.top = top;
  }

  /** The folder a path's last name lies in, and that name; undefined where it may not be touched or leads elsewhere. */
  #place(given: readonly string[]): { parent: Folder; names: string[]; name: string } | undefined {
    const path = given.map((each) => each.normalize('NFC'));
    const last = path.at(-1) ?? '';
    if (path.includes('..') || path.includes('.env')) return undefined;
    const parent = this.#folder(path.slice(0, -1));
    return parent && { ...parent, name: last };
  }

  #folder(path: readonly string[]): { parent: Folder; names: string[] } | undefined {
    const real = realNames(this.top, ['granted', ...path]);
    if (real?.[0] !== 'granted' || real.includes('.env')) return undefined;
    const found = nodeAt(this.top, real);
    return found?.kind === 'folder' ? { parent: found, names: real.slice(1) } : undefined;
  }

  #makeFolders(given: readonly string[]): boolean {
    const path = given.map((each) => each.normalize('NFC'));
    if (path.includes('..') || path.includes('.env')) return false;
    for (let length = 1; length <= path.length; length += 1) {
      const held = this.#folder(path.slice(0, length - 1));
      if (!held) return false;
      const next = path[length - 1] ?? '';
      if (!held.parent.children.has(next)) held.parent.children.set(next, emptyFolder());
    }
    return true;
  }

  run(deed: Deed): string | undefined {
    switch (deed.kind) {
      case 'read': {
        const at = this.#place(deed.path);
        const found = at?.parent.children.get(at.name);
        return found?.kind === 'file' ? found.content : undefined;
      }
      case 'list':
      case 'walk': {
        const path = deed.path.map((each) => each.normalize('NFC'));
        if (path.includes('..') || path.includes('.env')) return undefined;
        const held = this.#folder(path);
        if (!held) return undefined;
        return deed.kind === 'list'
          ? [...held.parent.children.keys()].sort().join()
          : this.#walk(held.parent, '').sort().join();
      }
      case 'make':
        return this.#makeFolders(deed.path) ? 'done' : undefined;
      case 'write': {
        if (
          deed.path.some((each) => each === '..' || each === '.env') ||
          !this.#makeFolders(deed.path.slice(0, -1))
        )
          return undefined;
        const at = this.#place(deed.path);
        const found = at?.parent.children.get(at.name);
        if (!at || (found && found.kind !== 'file')) return undefined;
        at.parent.children.set(at.name, { kind: 'file', content: 'written' });
        return 'done';
      }
      case 'remove':
      case 'removeAll': {
        const at = this.#place(deed.path);
        const found = at?.parent.children.get(at.name);
        if (!at || !found) return undefined;
        if (
          found.kind === 'folder' &&
          found.children.size > 0 &&
          (deed.kind === 'remove' || this.#holdsProtected(found))
        )
          return undefined;
        at.parent.children.delete(at.name);
        return 'done';
      }
      case 'move':
        return this.#move(deed.path, deed.to);
    }
  }

  #move(from: readonly string[], to: readonly string[]): string | undefined {
    if (to.some((each) => each === '..' || each === '.env')) return undefined;
    const source = this.#place(from);
    const found = source?.parent.children.get(source.name);
    if (!source || !found || found.kind === 'link') return undefined;
    if (found.kind === 'folder' && this.#holdsProtected(found)) return undefined;
    if (!this.#makeFolders(to.slice(0, -1))) return undefined;
    const goal = this.#place(to);
    if (!goal || goal.parent.children.has(goal.name)) return undefined;
    const moved = [...source.names, source.name];
    if (found.kind === 'folder' && moved.every((each, index) => goal.names[index] === each)) return undefined;
    source.parent.children.delete(source.name);
    goal.parent.children.set(goal.name, found);
    return 'done';
  }

  #holdsProtected(folder: Folder): boolean {
    return [...folder.children].some(
      ([name, child]) => name === '.env' || (child.kind === 'folder' && this.#holdsProtected(child)),
    );
  }

  #walk(folder: Folder, inside: string): string[] {
    return [...folder.children].flatMap(([name, child]) => [
      `${inside}${name}`,
      ...(child.kind === 'folder' && name !== '.env' ? this.#walk(child, `${inside}${name}/`) : []),
    ]);
  }
}

async function runReal(real: FileSystem, deed: Deed): Promise<string> {
  const path = deed.path.join('/');
  switch (deed.kind) {
    case 'read':
      return Buffer.from((await real.readFile(path)).bytes).toString();
    case 'list':
      return (await real.list(path))
        .map((entry) => entry.name)
        .sort()
        .join();
    case 'walk': {
      const found: string[] = [];
      // says why a folder cannot be read; a walk is only empty then
      await real.list(path);
      let prefix: string | undefined;
      for await (const entry of real.walk(path, { maxEntries: 1000 })) {
        prefix ??= entry.path.slice(0, entry.path.length - entry.name.length);
        found.push(entry.path.slice(prefix.length));
      }
      return found.sort().join();
    }
    case 'make':
      await real.makeFolder(path);
      return 'done';
    case 'write':
      await real.writeFile(path, Buffer.from('written'));
      return 'done';
    case 'remove':
    case 'removeAll':
      await real.remove(path, { isRecursive: deed.kind === 'removeAll' });
      return 'done';
    case 'move':
      await real.move(path, deed.to.join('/'));
      return 'done';
  }
}

describe.runIf(process.platform === 'linux')('a granted folder full of links', () => {
  it(
    'does what a model of the disk says, and nothing outside of it is read or changed',
    async () => {
      const base = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-fuzz-')));
      let count = 0;
      try {
        await fc.assert(
          fc.asyncProperty(folder, fc.array(deed, { minLength: 1, maxLength: 6 }), async (granted, deeds) => {
            count += 1;
            const at = join(base, String(count));
            const outside: Folder = {
              kind: 'folder',
              children: new Map<string, Node>([
                ['a', { kind: 'file', content: 'secret' }],
                ['b', { kind: 'folder', children: new Map([['a', { kind: 'file', content: 'secret' }]]) }],
                ['back', { kind: 'link', target: '../granted' }],
              ]),
            };
            // a model is changed by what is done to it
            const model = new Model({
              kind: 'folder',
              children: new Map<string, Node>([
                ['granted', structuredClone(granted)],
                ['outside', outside],
              ]),
            });
            build(model.top, at);
            const real = openFolder({ root: join(at, 'granted'), access: 'read_write', random });
            for (const each of deeds) {
              const expected = model.run(each);
              const found = await runReal(real, each).catch((caught: unknown) => {
                expect(caught).toBeInstanceOf(HoldfastError);
                return undefined;
              });
              expect({ deed: each, found }).toEqual({ deed: each, found: expected });
              expect(linesOfDisk(at, true).sort()).toEqual(linesOfModel(model.top, at, true).sort());
            }
            rmSync(at, { recursive: true });
          }),
          effort(300),
        );
      } finally {
        rmSync(base, { recursive: true, force: true });
      }
    },
    effortTimeoutMs,
  );
});
