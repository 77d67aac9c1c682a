import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';
import { openFolder } from '../../../core/sandbox/index.ts';
import { createUndo, recordingFolder } from '../../../core/undo/index.ts';
import { createUndoStore, removeKeptOfSession } from '../../../core/undo/worker.ts';
import { effort, effortTimeoutMs } from '../../support/effort.ts';

const path = fc.constantFrom('a.txt', 'b.txt', 'd/a.txt', 'd/e/b.txt');
const line = fc.constantFrom('one', 'two', 'three', '');
const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
const deed = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path, text }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({ kind: fc.constant('move' as const), path, to: path }),
);
type Deed =
  | { kind: 'write'; path: string; text: string }
  | { kind: 'remove'; path: string }
  | { kind: 'move'; path: string; to: string };

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast undo ')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files of a folder by path; folders without files do not count. */
function tree(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[full.slice(root.length + 1)] = readFileSync(full, 'utf8');
  }
  return files;
}

async function openUndo() {
  const runtime = systemRuntime();
  const append = createAppend([]);
  const data = openLocalData({
    dataDir: temporaryFolder(),
    runtime,
    rooms: {
      log: createLogStore({ append, removers: [removeKeptOfSession] }),
      undo: createUndoStore({ append }),
    },
  });
  const log = createLog(data, runtime);
  onTestFinished(() => data.close());
  const undo = createUndo({
    data,
    log,
    openRoot: (root) => openFolder({ root, access: 'read_write', random: runtime.random }),
  });
  const root = temporaryFolder();
  const begin = async (start: Record<string, string>) => {
    rmSync(root, { recursive: true });
    mkdirSync(root);
    for (const [name, content] of Object.entries(start)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    const { id } = await log.createSession({ agent: {}, environmentId: 'env', title: null, metadata: {} });
    const { fileSystem } = recordingFolder(
      { name: 'f', root, fileSystem: openFolder({ root, access: 'read_write', random: runtime.random }) },
      undo.recorder({ sessionId: id, toolUseId: 'sevt_call', tool: 'test' }),
    );
    return { id, fileSystem };
  };
  return { undo, root, begin };
}

async function act(
  fileSystem: Awaited<ReturnType<Awaited<ReturnType<typeof openUndo>>['begin']>>['fileSystem'],
  deed: Deed,
) {
  const done =
    deed.kind === 'write'
      ? fileSystem.writeFile(deed.path, Buffer.from(deed.text))
      : deed.kind === 'remove'
        ? fileSystem.remove(deed.path)
        : fileSystem.move(deed.path, deed.to);
  // what cannot be done changes nothing: it is recorded at the most
  await Promise.resolve(done).catch(() => undefined);
}

describe('undo, with random changes', () => {
  it(
    'of everything gives back exactly the files of before, and undoing the undo those of after',
    async () => {
      const { undo, root, begin } = await openUndo();
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(path, text, { maxKeys: 4 }),
          fc.array(deed, { minLength: 1, maxLength: 8 }),
          async (start, deeds) => {
            const { id, fileSystem } = await begin(start);
            for (const each of deeds) await act(fileSystem, each);
            const after = tree(root);
            const checkpointIds = (await undo.list(id)).map(({ event }) => event.id);
            if (checkpointIds.length === 0) return;
            const plan = await undo.plan(id, { checkpointIds });
            const result = await undo.apply({ sessionId: id, checkpointIds, planId: plan.id, by: 'test' });
            expect(result.left).toEqual([]);
            expect(tree(root)).toEqual(start);
            if (result.checkpointId === null) return;
            const back = [result.checkpointId];
            const again = await undo.plan(id, { checkpointIds: back });
            await undo.apply({ sessionId: id, checkpointIds: back, planId: again.id, by: 'test' });
            expect(tree(root)).toEqual(after);
          },
        ),
        effort(60),
      );
    },
    effortTimeoutMs,
  );

  it(
    'never touches a file that only the owner changed, and never drops a line of theirs unasked',
    async () => {
      const { undo, root, begin } = await openUndo();
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(path, text, { maxKeys: 4 }),
          fc.array(deed, { minLength: 1, maxLength: 5 }),
          fc.dictionary(path, text, { maxKeys: 3 }),
          fc.nat(),
          async (start, deeds, edits, which) => {
            const { id, fileSystem } = await begin(start);
            for (const each of deeds) await act(fileSystem, each);
            for (const [name, content] of Object.entries(edits)) {
              try {
                mkdirSync(dirname(join(root, name)), { recursive: true });
                writeFileSync(join(root, name), `mine\n${content}`);
              } catch {
                // a file stands where a folder would be
              }
            }
            const before = tree(root);
            const all = (await undo.list(id)).map(({ event }) => event.id);
            const checkpointIds = all.filter((_, index) => (which >> index) & 1);
            if (checkpointIds.length === 0) return;
            const plan = await undo.plan(id, { checkpointIds });
            await undo.apply({ sessionId: id, checkpointIds, planId: plan.id, by: 'test' });
            const after = tree(root);
            const planned = new Set(plan.files.flatMap((file) => [file.path, file.oldPath]));
            for (const [name, content] of Object.entries(before)) {
              if (!planned.has(name)) expect(after[name]).toBe(content);
            }
            const kept = Object.values(after).join('\n');
            const mine = (all: string) => all.split('\n').filter((each) => each === 'mine').length;
            expect(mine(kept)).toBe(mine(Object.values(before).join('\n')));
          },
        ),
        effort(60),
      );
    },
    effortTimeoutMs,
  );
});
