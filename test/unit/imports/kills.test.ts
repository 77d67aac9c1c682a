import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { bundleForNode } from '../../../scripts/lib/bundle.mjs';
import { buildDir } from '../../../scripts/lib/paths.mjs';
import { readRuntime } from '../../../scripts/lib/runtime.mjs';
import { openHouse, scratchFolder } from '../api/house.ts';
import { staged, taken } from './house.ts';
import { conversationOf } from './many.ts';

/** How often a process is killed while it takes an import; `HOLDFAST_KILLS=100` for the whole drill. */
const kills = Number(process.env.HOLDFAST_KILLS ?? 3);
const messages = 900;

/** Runs the taker and kills it once it got on so often. True when it was killed, false when it was done before. */
function killedTaker(file: string, dataDir: string, steps: number): Promise<boolean> {
  const child = spawn(process.execPath, [file, dataDir, dirname(inject('workers').data)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let count = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    count += line.startsWith('taking') ? 1 : 0;
    if (count === steps) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code !== 0)));
}

test(
  `an import that was killed ${kills} times while it was taken goes on, and has every message once`,
  async () => {
    const folder = mkdtempSync(join(buildDir, 'imports-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const alias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;
    await bundleForNode({ taker: fileURLToPath(new URL('taker.ts', import.meta.url)) }, folder, alias);
    const dataDir = scratchFolder();
    const wasKilled: boolean[] = [];
    for (let kill = 0; kill < kills; kill += 1)
      wasKilled.push(await killedTaker(join(folder, 'taker.js'), dataDir, 1 + (kill % 3)));
    expect(wasKilled[0]).toBe(true);

    const house = await openHouse({ dataDir });
    const broken = () => house.typed.call('listBrokenImports');
    const about = { file: 'many.json', files: 1, wing: 'Claude', messages };
    expect((await broken()).data).toEqual(wasKilled.includes(false) ? [] : [about]);
    const review = await staged(house, {
      'many.json': Buffer.from(JSON.stringify([conversationOf(messages)])),
    });
    const known = review.items[0]?.known ?? 0;
    expect(known).toBeGreaterThan(0);
    if (known < messages)
      expect((await taken(house, review.id)).taken).toMatchObject({ messages: messages - known, known });
    // brought along again, it is made good, also where nothing of it was left to be taken
    expect((await broken()).data).toEqual([]);
    const sessions = await house.holdfast.log.listSessions({
      archived: 'only',
      orderBy: 'created',
      direction: 'asc',
      limit: 10,
      offset: 0,
    });
    expect(sessions.map(({ title }) => title)).toEqual(['Many words']);
    const texts: string[] = [];
    for (const { event } of await house.holdfast.log.read({ sessionId: sessions[0]?.id ?? '' }))
      if (event.type === 'holdfast.imported_message')
        texts.push(...event.content.map((block) => (block.type === 'text' ? block.text : '')));
    expect(texts.map((text) => Number(text.split(' ')[2]?.replace(',', '')))).toEqual([...texts.keys()]);
    expect(texts).toHaveLength(messages);
    const [wing] = (await house.typed.call('listWings')).data;
    expect(wing).toMatchObject({ name: 'Claude', kind: 'import', drawers: messages });
    expect((await house.typed.call('verifyAudit', { body: {} })).ok).toBe(true);
  },
  60_000 + kills * 20_000,
);
