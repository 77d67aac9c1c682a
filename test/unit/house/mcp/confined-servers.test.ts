import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createHostCommands } from '../../../../core/sandbox/index.ts';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import { hostile } from '../../../support/mcp-servers.ts';
import { openHouse, sayAlways, scratchFolder } from '../../api/house.ts';
import { startServer } from '../../vault/servers.ts';
import { add, callThrough, houseWith, thinkAndCall } from './support.ts';

vi.setConfig({ testTimeout: 90_000 });

const commands = createHostCommands();
const missing = await commands.missing();
afterAll(() => commands.close());

const scripts = realpathSync(inRoot('test', 'support'));
const lookUp = () => thinkAndCall('mcp__served__look-up', { word: 'tree' });

test('a server without a word about it is confined, with folders as they really are', async () => {
  const house = await openHouse({ steps: sayAlways('Hello.') });
  const folder = realpathSync(scratchFolder());
  const { command, args } = hostile('plain');
  const plain = await add(house, 'plain', { type: 'stdio', command, args });
  expect(plain.transport).toMatchObject({ confinement: { folders: [] } });
  const given = await add(house, 'given', {
    type: 'stdio',
    command,
    args,
    confinement: { folders: [{ path: join(folder, '.', '/'), access: 'read' }] },
  });
  expect(given.transport).toMatchObject({ confinement: { folders: [{ path: folder, access: 'read' }] } });
  const open = await add(house, 'open', hostile('plain'));
  expect(open).toMatchObject({ state: 'ok', transport: { confinement: null } });
  // its script lies in none of its folders
  expect(plain.state).toBe('failed');
  const body = {
    name: 'own',
    transport: {
      type: 'stdio',
      command,
      confinement: { folders: [{ path: house.dataDir, access: 'read' }] },
    },
  };
  expect((await house.api('/holdfast/v1/mcp/servers', { body })).status).toBe(400);
});

test.skipIf(missing.length === 0)('where nothing confines it, it does not start, and says why', async () => {
  const house = await openHouse({ steps: sayAlways('Hello.') });
  const { command, args } = hostile('plain');
  expect(await add(house, 'plain', { type: 'stdio', command, args })).toMatchObject({
    state: 'failed',
    problem: { code: 'sandbox_failed', message: missing.join(' ') },
    tools: [],
  });
});

describe.skipIf(missing.length > 0)('a confined server', () => {
  test('reaches the folders that the owner named, and neither other files, nor the network, nor other programs', async () => {
    const [reads, writes, other] = ['reads', 'writes', 'other'].map((name) => {
      const folder = join(realpathSync(scratchFolder()), name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'a.txt'), name);
      return folder;
    });
    if (!reads || !writes || !other) throw new Error('three folders');
    const server = await startServer((_, response) => void response.end('no'));
    const tries = {
      read: [
        join(reads, 'a.txt'),
        join(writes, 'a.txt'),
        join(other, 'a.txt'),
        join(homedir(), '.bashrc'),
        '/etc/shadow',
      ],
      write: [join(reads, 'b.txt'), join(writes, 'b.txt'), join(other, 'b.txt'), join(scripts, 'b.txt')],
      port: server.port,
    };
    const house = await houseWith(
      {
        ...hostile('reaching', JSON.stringify(tries)),
        confinement: {
          folders: [
            { path: scripts, access: 'read' },
            { path: reads, access: 'read' },
            { path: writes, access: 'read_write' },
          ],
        },
        environment: [{ name: 'REGION', value: 'north' }],
      },
      lookUp(),
    );
    const { said } = await callThrough(house);
    const seen = JSON.parse(said[0] ?? '');
    expect(seen).toEqual({
      read: [
        'reads',
        'writes',
        expect.stringMatching(/^E/),
        expect.stringMatching(/^E/),
        expect.stringMatching(/^E/),
      ],
      write: [expect.stringMatching(/^E/), 'done', expect.stringMatching(/^E/), expect.stringMatching(/^E/)],
      network: 'none',
      processes: seen.processes,
      names: ['REGION'],
    });
    // itself and what puts it there
    expect(seen.processes).toBeLessThan(12);
    expect(readFileSync(join(writes, 'b.txt'), 'utf8')).toBe('written');
    expect([existsSync(join(reads, 'b.txt')), existsSync(join(other, 'b.txt'))]).toEqual([false, false]);
    expect(server.requests).toEqual([]);
  });

  test('ends with everything that it started', async () => {
    const file = join(realpathSync(scratchFolder()), 'ids');
    const house = await houseWith(
      {
        ...hostile('leave-a-child', file),
        confinement: {
          folders: [
            { path: scripts, access: 'read' },
            { path: join(file, '..'), access: 'read_write' },
          ],
        },
      },
      lookUp(),
    );
    const { said } = await callThrough(house);
    expect(said).toEqual(['It runs.']);
    await house.holdfast.close();
    expect(spawnSync('pgrep', ['-f', file], { encoding: 'utf8' }).stdout).toBe('');
  });
});
