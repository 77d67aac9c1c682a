import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { embedderFolder } from '../../../scripts/lib/embedder/install.mjs';
import { runtimeDir } from '../../../scripts/lib/paths.mjs';
import { base, desktop, openSession } from '../api/desktop.ts';
import { openHouse, sayAlways, scratchFolder, untilIdle } from '../api/house.ts';

// setup makes it where its packages can be had
const isThere = existsSync(join(embedderFolder, 'embedder.json'));

/** The workers where they lie in a checkout: beside what setup made. */
function workersOfCheckout() {
  const root = scratchFolder();
  const main = join(root, 'out', 'main');
  mkdirSync(join(root, 'out'));
  symlinkSync(dirname(inject('workers').data), main, 'junction');
  symlinkSync(runtimeDir, join(root, '.runtime'), 'junction');
  return { data: join(main, 'holdfast.worker.js'), sandbox: join(main, 'sandbox.worker.js') };
}

/** The encoder that came along, in a folder of the owner's and under another name. */
function ownFolder(facts: object = {}): string {
  const folder = join(scratchFolder(), 'my encoder');
  mkdirSync(folder);
  const own = { name: 'mine', dimensions: 512, longest_tokens: 128, ...facts };
  writeFileSync(join(folder, 'embedder.json'), JSON.stringify(own));
  for (const name of ['model.onnx', 'vocabulary.json'])
    copyFileSync(join(embedderFolder, name), join(folder, name));
  return folder;
}

async function told(options: Parameters<typeof openSession>[0] = {}) {
  const house = await openSession({ steps: sayAlways('Noted.'), workers: workersOfCheckout(), ...options });
  await house.say('The lamps in the hall are green.');
  await untilIdle(house, house.id);
  await house.holdfast.palace.embedded();
  return house;
}

describe.skipIf(!isThere)('the encoder', () => {
  it('is the one that came along, none, or a folder of the owner’s; another one makes every vector anew', async () => {
    const { typed, holdfast } = await told();
    const standard = await typed.call('getEmbedder');
    expect(standard).toMatchObject({ choice: 'default', path: null, is_overridden: false, has_default: true, dimensions: 128, problem: null, wanted: 0 });
    expect(standard.vectors).toBeGreaterThan(0);
    expect(await typed.call('setEmbedder', { body: { choice: 'none' } })).toMatchObject({ choice: 'none', name: null, vectors: 0, problem: null });
    const recalled = async () => (await holdfast.palace.recall({ query: 'lamps', limit: 1 })).hits.map(({ text }) => text);
    expect(await recalled()).toEqual(['The lamps in the hall are green.']);
    const folder = ownFolder();
    const chosen = await typed.call('setEmbedder', { body: { choice: 'folder', path: folder } });
    expect(chosen).toMatchObject({ choice: 'folder', path: folder, dimensions: 512, problem: null });
    expect(chosen.name).toMatch(/^mine [0-9a-f]{12}$/);
    await holdfast.palace.embedded();
    expect(await typed.call('getEmbedder')).toMatchObject({ name: chosen.name, vectors: standard.vectors, wanted: 0 });
    expect(await recalled()).toEqual(['The lamps in the hall are green.']);
    expect(await typed.call('setEmbedder', { body: { choice: 'default' } })).toMatchObject({ name: standard.name });
    await holdfast.palace.embedded();
    expect(await typed.call('getEmbedder')).toMatchObject({ vectors: standard.vectors, wanted: 0 });
  });

  it('is chosen again at the next start; a folder that is gone then is said, and recall goes by words', async () => {
    const { typed, holdfast, dataDir } = await told();
    const folder = ownFolder();
    const { name } = await typed.call('setEmbedder', { body: { choice: 'folder', path: folder } });
    await holdfast.palace.embedded();
    await holdfast.close();
    const second = await openHouse({ dataDir, workers: workersOfCheckout() });
    expect(await second.typed.call('getEmbedder')).toMatchObject({ choice: 'folder', name, wanted: 0, problem: null });
    await second.holdfast.close();
    rmSync(join(folder, 'model.onnx'));
    const third = await openHouse({ dataDir, workers: workersOfCheckout() });
    expect(await third.typed.call('getEmbedder')).toMatchObject({ choice: 'folder', path: folder, name: null, problem: expect.stringContaining('there is no model.onnx in it') });
    expect((await third.holdfast.palace.recall({ query: 'lamps', limit: 1 })).hits).toHaveLength(1);
  });

  it('of a wrong or half folder is refused with what is wrong, and the one in use stays', async () => {
    const { typed } = await told();
    const before = await typed.call('getEmbedder');
    const broken = (name: string, content: string | null, facts: object = {}) => {
      const folder = ownFolder(facts);
      if (content === null) rmSync(join(folder, name));
      else writeFileSync(join(folder, name), content);
      return folder;
    };
    const cases: [string, string][] = [
      [scratchFolder(), 'there is no embedder.json in it'],
      [join(scratchFolder(), 'none'), 'there is no embedder.json in it'],
      [broken('embedder.json', '{'), 'embedder.json is no JSON'],
      [broken('embedder.json', '{"name":"x"}'), 'embedder.json: dimensions is wrong'],
      [broken('embedder.json', ' '.repeat(70_000)), 'embedder.json is larger than Holdfast reads'],
      [broken('model.onnx', null), 'there is no model.onnx in it'],
      [broken('model.onnx', ''), 'model.onnx is empty'],
      [broken('model.onnx', 'no model'), 'the model does not run'],
      [broken('vocabulary.json', null), 'there is no vocabulary.json in it'],
      [broken('vocabulary.json', '{"a":1}'), 'vocabulary.json is no list'],
      [broken('vocabulary.json', '[["a", 1], ["b'), 'vocabulary.json is no list'],
      [ownFolder({ dimensions: 256 }), 'the model gives 512 numbers where embedder.json says 256'],
    ];
    for (const [path, why] of cases)
      await expect(typed.call('setEmbedder', { body: { choice: 'folder', path } }), why).rejects.toMatchObject({
        code: 'embedder_refused',
        message: expect.stringContaining(why),
      });
    expect(await typed.call('getEmbedder')).toEqual(before);
  });

  it('is chosen in the window by a pick from the native dialog, never by a path; not by a client', async () => {
    const folder = ownFolder();
    const house = await told({ ...desktop({ folder }) });
    const address = `${base}/palace/embedder`;
    expect((await house.window(address, { body: { choice: 'folder', path: folder } })).status).toBe(403);
    const { pick_id } = (await house.window(`${base}/host/pick-folder`, { body: {} })).body;
    expect((await house.window(address, { body: { choice: 'folder', pick_id } })).body).toMatchObject({ choice: 'folder', path: folder });
    expect((await house.window(address, { body: { choice: 'folder', pick_id } })).body.error.code).toBe('pick_unknown');
    expect((await house.client(address)).status).toBe(403);
    expect((await house.client(address, { body: { choice: 'none' } })).status).toBe(403);
  });
}); // biome-ignore format: one answer a line
