import { describe, expect, test } from 'vitest';
import type { EngineName, RealmHost } from '../../../core/sandbox/engine.ts';
import { createEngine } from '../../../core/sandbox/engines/create-engine.ts';
import type { EngineImage } from '../../../core/sandbox/engines/ground.ts';
import { compileEngine } from '../../../core/sandbox/wasm.ts';

const memoryBytes = 64 * 1024 * 1024;
const engines: readonly EngineName[] = ['quickjs-emscripten', 'quickjs-wasi'];
const configJson = JSON.stringify({
  tools: [],
  canDescribe: false,
  messageBytes: 1000,
  resultBytes: 100_000,
  outputBytes: 1000,
  timers: 1,
  seed: [1, 2, 3, 4],
  modules: null,
  links: [],
});
const host: RealmHost = {
  call() {},
  print() {},
  setTimer() {},
  clearTimer() {},
  now: () => 0,
  shouldStop: () => false,
};

type Made = Awaited<ReturnType<typeof createEngine>>['engine'];

function run(engine: Made, code: string): unknown {
  const realm = engine.openRealm({ host, configJson, stackBytes: 256 * 1024, runtimeSource: undefined });
  const failure = realm.start(code, 'run.js');
  if (failure) throw new Error(failure.message);
  const results: unknown[] = [];
  for (let turn = 0; turn < 100 && results.length === 0; turn += 1) {
    realm.runJobs(64);
    const outcome = realm.outcome();
    if (outcome.state === 'fulfilled') results.push(JSON.parse(outcome.json ?? 'null'));
    if (outcome.state === 'rejected') throw new Error(outcome.failure.message);
  }
  realm.close();
  return results[0];
}

const bytesOf = (image: EngineImage) => [
  Buffer.from(new Uint8Array(image.bare.shared)),
  Buffer.from(new Uint8Array(image.plain.shared)),
];

async function start(name: EngineName) {
  const wasmModule = await compileEngine(name, memoryBytes);
  const first = await createEngine(name, memoryBytes, { wasmModule, image: undefined });
  if (!first.madeImage) throw new Error('the first engine makes the image');
  const second = await createEngine(name, memoryBytes, { wasmModule, image: first.madeImage });
  return { first: first.engine, second: second.engine, image: first.madeImage, again: second.madeImage };
}

describe.each(engines)('the image of %s', (name) => {
  test('makes an engine in another instance, which makes none of its own', async () => {
    const { first, second, again } = await start(name);
    const code = '[1, 2].map((one) => one * 2).concat(typeof tools, typeof console.log)';
    const wanted = [2, 4, 'object', 'function'];
    expect([run(first, code), run(second, code), again]).toEqual([wanted, wanted, undefined]);
  });

  test('holds nothing of a run and is not changed by one, in whichever instance', async () => {
    const { first, second, image } = await start(name);
    const before = bytesOf(image);
    const secret = ['Kingfisher', 'at', 'dawn'].join('-');
    const code = `globalThis.left = '${secret}'; Array.prototype.map = () => left; const all = []; for (let i = 0; i < 2000; i += 1) all.push(left + i); all.length`;
    expect([run(first, code), run(second, code)]).toEqual([2000, 2000]);
    first.prepare();
    const after = bytesOf(image);
    expect(after.map((bytes, index) => bytes.equals(before[index] ?? Buffer.alloc(0)))).toEqual([true, true]);
    expect(after.map((bytes) => bytes.includes(secret))).toEqual([false, false]);
  });

  test('gives each run what the one before it did not touch', async () => {
    const { second } = await start(name);
    run(second, 'globalThis.left = 1; Array.prototype.map = null; delete globalThis.JSON; 1');
    expect(run(second, '[typeof left, typeof [].map, typeof JSON, Math.random()]')).toEqual(
      run(second, '[typeof left, typeof [].map, typeof JSON, Math.random()]'),
    );
    expect(run(second, '[typeof left, typeof [].map, typeof JSON]')).toEqual([
      'undefined',
      'function',
      'object',
    ]);
  });
});
