import { expect, test } from 'vitest';
import { checkLayers, importsOf, judge, networkCallsOf } from '../../../scripts/layers.mjs';

test('imports are found in all their forms, and not in comments', () => {
  const source = `import { a } from './a.ts';
import type { B } from "./b.ts";
import './c.css';
import d, {
  e,
} from '../d/index.ts';
export * from './f.ts';
export type { G } from './g.ts';
const h = await import('./h.ts');
// import { x } from './x.ts';
/* import { y } from './y.ts'; */
const text = "say from 'nothing'";`;
  const found = ['./a.ts', './b.ts', './c.css', '../d/index.ts', './f.ts', './g.ts', './h.ts'];
  expect(importsOf(source)).toEqual(found);
});

test.each([
  ['core/log/append.ts', '../db/index.ts'],
  ['core/log/worker.ts', '../db/worker.ts'],
  ['core/db/open.ts', '../base/index.ts'],
  ['core/db/migrations/0001-log.ts', '../tx.ts'],
  ['core/db/open.ts', 'better-sqlite3'],
  ['core/cli/main.ts', '../holdfast.ts'],
  ['renderer/api/client.ts', '../../core/api/contract.ts'],
  ['core/cli/client.ts', '../api/contract.ts'],
  ['core/cli/version.ts', '../../package.json'],
  ['renderer/app.tsx', './shell/index.ts'],
  ['electron/main/index.ts', '../../core/holdfast.ts'],
])('%s may import %s', (file, specifier) => {
  expect(judge(file, specifier)).toBeUndefined();
});

test.each([
  ['core/db/open.ts', '../log/index.ts', /floor 0.*may not import log \(floor 1\)/],
  ['core/base/json.ts', '../db/index.ts', /may not import db/],
  ['core/events/index.ts', '../db/index.ts', /may not import db/],
  ['core/gate/gate.ts', '../skills/index.ts', /name it as a port/],
  ['core/log/append.ts', '../db/open.ts', /only through its index\.ts/],
  ['core/log/append.ts', '../novel/index.ts', /no room of the floor plan/],
  ['core/log/append.ts', '../../electron/main/window.ts', /nothing outside core/],
  ['core/api/app.ts', '../holdfast.ts', /floor 6.*floor 7/],
  ['core/harness/loop.ts', '../api/contract.ts', /may not import api/],
  ['core/log/append.ts', 'electron', /no Electron/],
  ['core/log/append.ts', 'better-sqlite3', /only core\/db/],
  ['renderer/app.tsx', '../core/log/index.ts', /nothing outside itself/],
  ['renderer/app.tsx', 'node:fs', /web page/],
  ['electron/main/index.ts', '../../renderer/app.tsx', /does not import the renderer/],
])('%s may not import %s', (file, specifier, why) => {
  expect(judge(file, specifier)).toMatch(why);
});

test.each([
  ['core/tools/web-fetch.ts', 'node:https'],
  ['core/tools/web-fetch.ts', 'http'],
  ['core/model/anthropic.ts', 'undici'],
  ['core/house/network.ts', 'node:net'],
  ['core/cli/listener.ts', 'node:net'],
  ['core/cli/client.ts', 'node:http'],
  ['core/sandbox/pool.ts', 'node:dgram'],
  ['core/db/open.ts', 'node:dns/promises'],
])('%s may not reach the network by %s', (file, specifier) => {
  expect(judge(file, specifier)).toContain('only core/vault reaches the network');
  expect(judge('core/vault/dial.ts', specifier)).toBeUndefined();
});

test('a call of the platform’s own fetch is found, and only a call', () => {
  const source = `const a = await fetch('https://x'); globalThis.fetch(b); new WebSocket(c);
    egress.fetch(d); watchedFetch(e); interface F { fetch(request: Request): void }
    // fetch(g)
    hide('fetch', async function fetch() {});`;
  expect(networkCallsOf(source)).toEqual(['fetch(', 'globalThis.fetch', 'new WebSocket']);
  expect(checkLayers(['core'])).toEqual([]);
});
