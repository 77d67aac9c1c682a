import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { type Retention, retentionKinds } from '../../../core/palace/index.ts';
import { bundleForNode } from '../../../scripts/lib/bundle.mjs';
import { buildDir } from '../../../scripts/lib/paths.mjs';
import { readRuntime } from '../../../scripts/lib/runtime.mjs';
import { filesHolding } from '../house/files-on-disk.ts';
import { answered, called, imported, openHouse, returned, said, temporaryFolder } from './support.ts';

const dayMs = 24 * 3_600_000;
const begin = Date.parse('2026-01-01T00:00:00Z');

/** A house whose clock goes where it is told. */
function houseInTime() {
  let now = begin;
  const runtime = systemRuntime();
  const house = openHouse(undefined, { ...runtime, clock: { ...runtime.clock, now: () => now } });
  const words = async () =>
    (await house.palace.drawers({ limit: 200 })).drawers.map(({ text }) => text).reverse();
  const idOf = async (text: string) =>
    (await house.palace.drawers({ limit: 200 })).drawers.find((drawer) => drawer.text === text)?.id ?? '';
  return { ...house, words, idOf, onDay: (day: number) => (now = begin + day * dayMs), now: () => now };
}
const always = async () => true;
const home = { wingId: 'wing_home', whose: 'all' } as const;

test('what is older goes, of this wing and of these words only; pinned drawers and newer ones stay; the preview says as many', async () => {
  const { palace, session, append, words, idOf, onDay, now, log, dataDir } = houseInTime();
  const [one, shop] = [await session('One'), await session('Shop')];
  await append(shop, {
    type: 'holdfast.folder_granted',
    grant_id: 'g',
    name: 'shop',
    path: '/tmp/shop',
    access: 'read',
  });
  await append(
    one,
    said('Old owner.'),
    answered('Old agent.'),
    said('Old pinned.'),
    called('t', 'read', {}),
    returned('t', 'Old page quxzephyrine.'),
  );
  await append(shop, said('Old shop.'));
  await palace.pin({ drawerId: await idOf('Old pinned.'), isPinned: true, by: 'owner' });
  onDay(20);
  await append(one, said('New owner.'), answered('New agent.'));
  onDay(30);
  const before = now() - 15 * dayMs;
  expect(await palace.retentionPreview({ ...home, before })).toMatchObject({
    wing: { id: 'wing_home', kind: 'home' },
    drawers: 6,
    due: 3,
    pinned: 1,
    oldest: '2026-01-01T00:00:00.000Z',
    newest: '2026-01-01T00:00:00.000Z',
    first: [{ text: 'Old owner.' }, { text: 'Old agent.' }, { text: 'Old page quxzephyrine.' }],
  });
  const counts = retentionKinds.map(
    async (whose) => (await palace.retentionPreview({ ...home, before, whose })).due,
  );
  expect(await Promise.all(counts)).toEqual([3, 1, 1]);
  expect(filesHolding(dataDir, 'quxzephyrine')).not.toEqual([]);
  expect(await palace.forgetOld({ ...home, before, whose: 'untrusted' }, always)).toEqual({
    forgotten: 1,
    done: true,
    pending: [],
  });
  expect(filesHolding(dataDir, 'quxzephyrine')).toEqual([]);
  expect(await palace.forgetOld({ ...home, before, whose: 'agent' }, always)).toMatchObject({ forgotten: 1 });
  expect(await words()).toEqual(['Old owner.', 'Old pinned.', 'Old shop.', 'New owner.', 'New agent.']);
  expect(await palace.forgetOld({ ...home, before }, always)).toMatchObject({ forgotten: 1 });
  expect(await palace.forgetOld({ ...home, before }, always)).toEqual({
    forgotten: 0,
    done: true,
    pending: [],
  });
  expect(await words()).toEqual(['Old pinned.', 'Old shop.', 'New owner.', 'New agent.']);
  // as any forgetting: said in the log, and the chain holds
  expect((await log.read({ sessionId: one, types: ['holdfast.forgotten'] })).length).toBe(3);
  expect(await log.verifyChain({ sessionId: one })).toMatchObject({ ok: true, forgottenParts: 3 });
  await expect(palace.retentionPreview({ ...home, wingId: 'wing_none', before })).rejects.toMatchObject({
    code: 'memory_wing_not_found',
  });
});

test('what was said long ago and imported today is old; a message that also lies in another wing stays; one that is pinned in part stays whole', async () => {
  const { palace, session, append, words, onDay, now } = houseInTime();
  const id = await session('One');
  onDay(100);
  await append(id, imported('Ana', 'Said in spring.', '2026-01-02T00:00:00Z'), said('Said today.'));
  const long = (of: string) => `A long story about ${of}. `.repeat(200);
  onDay(0);
  await append(id, said(long('lamps')), said(long('rivers')));
  onDay(100);
  const all = (await palace.drawers({ limit: 200 })).drawers;
  const pieces = (of: string) => all.filter(({ text }) => text.includes(of)).map((drawer) => drawer.id);
  await palace.moveDrawers({
    drawerIds: [pieces('lamps')[0] ?? ''],
    to: { wingId: 'wing_home', name: 'Lamps' },
  });
  const room = (await palace.rooms({})).find(({ name }) => name === 'Lamps')?.id ?? '';
  await palace.moveRoom({ roomId: room, to: { kind: 'person', name: 'Ana' } });
  await palace.pin({ drawerId: pieces('rivers')[1] ?? '', isPinned: true, by: 'owner' });
  expect(await palace.forgetOld({ ...home, before: now() - 10 * dayMs }, always)).toMatchObject({
    forgotten: 1,
  });
  const left = await words();
  expect(left).toHaveLength(all.length - 1);
  expect(left).not.toContain('Said in spring.');
});

test('words in whose place others stand do not come back: these stay as long as those do; what is pinned stays pinned in its new words', async () => {
  const { palace, log, session, append, words, idOf, onDay, now } = houseInTime();
  const one = await session('One');
  await append(one, said('My number is 1.'), said('My door is 1.'), answered('Old agent.'));
  const [number, door] = [await idOf('My number is 1.'), await idOf('My door is 1.')];
  await palace.pin({ drawerId: door, isPinned: true, by: 'owner' });
  await palace.revise({ drawerId: door, text: 'My door is 2.', by: 'owner' });
  expect((await palace.pins()).map(({ text }) => text)).toEqual(['My door is 2.']);
  // an agent put its own words in the place of the owner's, twice
  const revise = async (id: string, drawer_id: string, text: string) => {
    await append(one, called(id, 'revise', { drawer_id, text }), returned(id, 'Revised.'));
    return idOf(text);
  };
  await revise('r2', await revise('r1', number, 'My number is 2.'), 'My number is 3.');
  onDay(30);
  const agents = { ...home, whose: 'agent', before: now() - 15 * dayMs } as const;
  expect(await palace.retentionPreview(agents)).toMatchObject({ due: 1 });
  await palace.forgetOld(agents, always);
  expect(await words()).toEqual([
    'My number is 1.', 'My door is 1.', 'My door is 2.', 'My number is 2.', 'My number is 3.',
  ]); // biome-ignore format: one line
  const all = { ...home, before: now() - 15 * dayMs };
  expect(await palace.retentionPreview(all)).toMatchObject({ due: 4, pinned: 1 });
  expect(await palace.forgetOld(all, always)).toMatchObject({ forgotten: 4 });
  expect(await words()).toEqual(['My door is 2.']);
  expect((await palace.pins()).map(({ text }) => text)).toEqual(['My door is 2.']);
  expect(await log.rebuild({ what: 'palace', apply: false })).toMatchObject({ isEqual: true });
});

test('nothing newer than the rule goes, whatever is said, pinned, revised and moved', async () => {
  const act = fc.oneof(
    fc.record({ do: fc.constantFrom('say', 'answer', 'read'), day: fc.nat(60) }),
    fc.record({ do: fc.constantFrom('pin', 'revise', 'move'), day: fc.nat(60), which: fc.nat(20) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 16 }),
      fc.constantFrom(...retentionKinds),
      fc.integer({ min: 1, max: 50 }),
      async (acts, whose, days) => {
        const { palace, session, append, onDay, now, close } = houseInTime();
        const id = await session('One');
        const ordered = [...acts].sort((one, two) => one.day - two.day);
        for (const [at, each] of ordered.entries()) {
          onDay(each.day);
          const all = (await palace.drawers({ limit: 200 })).drawers;
          const drawer = 'which' in each ? all[each.which % Math.max(1, all.length)] : undefined;
          if (each.do === 'say') await append(id, said(`Words ${at}.`));
          if (each.do === 'answer') await append(id, answered(`Answer ${at}.`));
          if (each.do === 'read')
            await append(id, called(`t${at}`, 'read', {}), returned(`t${at}`, `Page ${at}.`));
          if (!drawer) continue;
          if (each.do === 'pin' && drawer.trust === 'owner')
            await palace.pin({ drawerId: drawer.id, isPinned: true, by: 'owner' });
          if (each.do === 'revise')
            await palace.revise({ drawerId: drawer.id, text: `Revised ${at}.`, by: 'owner' }).catch(() => {});
          if (each.do === 'move')
            await palace.moveDrawers({
              drawerIds: [drawer.id],
              to: { wingId: 'wing_home', name: 'Elsewhere' },
            });
        }
        onDay(61);
        const rule: Retention = { ...home, whose, before: now() - days * dayMs };
        const before = (await palace.drawers({ limit: 200 })).drawers;
        const pinned = new Set((await palace.pins()).map((drawer) => drawer.id));
        const { due } = await palace.retentionPreview(rule).catch(() => ({ due: 0 }));
        const { forgotten } = await palace.forgetOld(rule, always);
        expect(forgotten).toBe(due);
        const left = new Set((await palace.drawers({ limit: 200 })).drawers.map((drawer) => drawer.id));
        for (const drawer of before) {
          const isOld =
            Date.parse(drawer.created_at) < rule.before && (whose === 'all' || drawer.trust === whose);
          if (!isOld || pinned.has(drawer.id)) expect(left).toContain(drawer.id);
        }
        expect(before.length - left.size).toBe(forgotten);
        await close();
      },
    ),
    { numRuns: 20, seed: Number(process.env.HOLDFAST_SEED ?? 7) },
  );
}, 120_000);

test('a run that is called off stops between two slices, and the next one goes on', async () => {
  const { palace, session, append, words, onDay, now } = houseInTime();
  await append(await session('One'), ...Array.from({ length: 40 }, (_, at) => said(`Words ${at}.`)));
  onDay(30);
  let asked = 0;
  const rule = { ...home, before: now() - dayMs };
  expect(await palace.forgetOld(rule, async () => asked++ < 2)).toMatchObject({ forgotten: 16 });
  expect(await words()).toHaveLength(24);
  expect(await palace.forgetOld(rule, always)).toMatchObject({ forgotten: 24 });
});

test('drawers that came in long after each other all go in one run', async () => {
  const { palace, data, session, append, words, onDay, now } = houseInTime();
  const id = await session('One');
  for (const text of ['First.', 'Second.', 'Third.']) {
    await append(id, said(text));
    await data.command('test.skipDrawers', { numbers: 50_000 });
  }
  onDay(30);
  await append(id, said('New.'));
  expect(await palace.forgetOld({ ...home, before: now() - dayMs }, always)).toMatchObject({ forgotten: 3 });
  expect(await words()).toEqual(['New.']);
});

test('killed in the middle of a run: what was forgotten is, the rest is whole, and the next run ends it', async () => {
  const folder = mkdtempSync(join(buildDir, 'retention-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const alias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;
  await bundleForNode({ forgetter: fileURLToPath(new URL('retention-run.ts', import.meta.url)) }, folder, alias);
  const dataDir = temporaryFolder();
  const house = openHouse(dataDir);
  const id = await house.session('One');
  await house.append(id, ...Array.from({ length: 120 }, (_, at) => said(`Words ${at}.`)));
  await house.close();
  for (const slices of [2, 4]) {
    const child = spawn(process.execPath, [join(folder, 'forgetter.js'), dataDir], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let lines = 0;
    createInterface({ input: child.stdout }).on('line', () => {
      lines += 1;
      if (lines === slices) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
  }
  const again = openHouse(dataDir);
  const left = (await again.palace.drawers({ limit: 200 })).drawers.length;
  const forgotten = await again.log.read({ sessionId: id, types: ['holdfast.forgotten'] });
  expect(left).toBeLessThan(120);
  expect(left).toBeGreaterThan(0);
  expect(forgotten).toHaveLength(120 - left);
  expect(await again.log.verifyChain({ sessionId: id })).toMatchObject({ ok: true, forgottenParts: 120 - left });
  const rule = { ...home, before: Date.now() + dayMs };
  expect(await again.palace.forgetOld(rule, always)).toEqual({ forgotten: left, done: true, pending: [] });
  expect(await again.palace.search({ query: 'Words', limit: 5 })).toEqual([]);
}, 60_000); // biome-ignore format: calls
