import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { filesUnchanged, recordFiles, replaceFolder } from '../../../scripts/lib/files.mjs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { isRuntimeWhole, readRuntime } from '../../../scripts/lib/runtime.mjs';
import { temporaryFolder } from './support/folder.ts';

const filesUrl = pathToFileURL(inRoot('scripts', 'lib', 'files.mjs')).href;
const { createPackage } = createRequire(inRoot('package.json'))('@electron/asar') as {
  createPackage(from: string, to: string): Promise<void>;
};

/** Runs code on Electron's own Node, and without Electron; gives what each printed. */
function onBoth(code: string, systemNode: string): string[] {
  return [readRuntime().executable, systemNode].map((executable) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const { stdout } = spawnSync(executable, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
    return stdout.trim();
  });
}

test("an archive is the same file for setup on Electron's own Node as on any other", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'main.js'), 'export {};');
  await createPackage(join(folder, 'app'), join(folder, 'default_app.asar'));
  const files = await recordFiles(folder, ['default_app.asar']);
  expect(files[0]?.size).toBeGreaterThan('export {};'.length);
  const code = `
    import { filesUnchanged, recordFiles } from ${JSON.stringify(filesUrl)};
    const files = ${JSON.stringify(files)};
    const again = await recordFiles(${JSON.stringify(folder)}, ['default_app.asar']);
    console.log(await filesUnchanged(${JSON.stringify(folder)}, files), JSON.stringify(again) === JSON.stringify(files));`;
  expect(onBoth(code, process.env.npm_node_execpath ?? 'node')).toEqual(['true true', 'true true']);
  expect(await filesUnchanged(folder, files)).toBe(true);
});

test('setup leaves a runtime that works as it is, whatever Node it was started on', async () => {
  expect(await isRuntimeWhole()).toBe(true);
  const stamp = inRoot('.runtime', 'runtime.json');
  const executable = readRuntime().executable;
  const look = () => [readFileSync(stamp, 'utf8'), statSync(executable).mtimeMs, statSync(executable).ino];
  const before = look();
  const { status, stderr } = spawnSync(executable, [inRoot('scripts', 'setup.mjs')], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  expect(look()).toEqual(before);
});

test('what there was stays when the new installation does not come', () => {
  const folder = temporaryFolder();
  const [made, place] = [join(folder, 'work'), join(folder, 'electron')];
  mkdirSync(place);
  writeFileSync(join(place, 'version'), '1');
  expect(() => replaceFolder(made, place)).toThrow('ENOENT');
  expect(readFileSync(join(place, 'version'), 'utf8')).toBe('1');
  cpSync(place, made, { recursive: true });
  writeFileSync(join(made, 'version'), '2');
  replaceFolder(made, place);
  expect(readFileSync(join(place, 'version'), 'utf8')).toBe('2');
  expect(existsSync(`${place}.older`)).toBe(false);
});
