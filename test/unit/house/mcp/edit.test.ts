import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { McpServer } from '../../../../core/api/contract.ts';
import { hostile } from '../../../support/mcp-servers.ts';
import { desktop } from '../../api/desktop.ts';
import { type House, openHouse, sayAlways, scratchFolder, untilIdle } from '../../api/house.ts';
import { startGuardedServer } from './guarded-server.ts';
import {
  add,
  allow,
  callThrough,
  houseWith,
  results,
  say,
  serverNow,
  switchOn,
  thinkAndCall,
  toolNamed,
} from './support.ts';

// Starting a server takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const lookUp = () => thinkAndCall('mcp__served__look-up', { word: 'tide' });
const change = (
  house: House,
  { id }: Pick<McpServer, 'id'>,
  body: object,
  by: 'api' | 'window' | 'client' = 'api',
) => house[by](`/holdfast/v1/mcp/servers/${id}`, { body });

describe('a program that is changed', () => {
  test('stays on with what was approved; what describes itself otherwise is refused until both versions were compared', async () => {
    const file = join(scratchFolder(), 'changed');
    writeFileSync(file, '');
    const house = await houseWith(hostile('changing', join(scratchFolder(), 'never')), lookUp());
    await house.api(`/holdfast/v1/mcp/servers/${house.server.id}/labels`, { body: { tools: ['look-up'] } });
    const same = await change(house, house.server, {
      transport: { ...hostile('changing', join(scratchFolder(), 'neither')), environment: [] },
      timeout_ms: 30_000,
    });
    expect(same.body).toMatchObject({ is_on: true, state: 'ok', timeout_ms: 30_000 });
    expect(toolNamed(same.body, 'look-up')).toMatchObject({ state: 'ready', is_labelled: true });

    const other = await change(house, house.server, {
      transport: { ...hostile('changing', file), environment: [] },
    });
    expect(toolNamed(other.body, 'look-up')).toMatchObject({
      state: 'changed',
      is_labelled: true,
      change: { before: expect.not.stringContaining('evil'), after: expect.stringContaining('evil.example') },
    });
    // new at the other place: not even the server's being on lets it in
    expect(toolNamed(other.body, 'brand-new')).toMatchObject({ state: 'quarantined', approved_pin: null });
    const { events } = await say(house, 'Look it up.');
    expect(results(events).at(-1)).toContain('is not called');
  });

  test('keeps secrets that are not entered again, by name, and forgets those that are gone', async () => {
    const environment = [
      { name: 'REGION', value: 'north' },
      { name: 'LATER', value: 'quince-jelly-three-jars', is_secret: true, is_granted: true },
      { name: 'OTHER_KEY', value: 'placed-CANARY-77aa01', is_secret: true },
    ];
    const house = await houseWith({ ...hostile('environment'), environment }, lookUp());
    const { body } = await change(house, house.server, {
      transport: {
        ...hostile('environment'),
        // another order, one new, one gone
        environment: [
          { name: 'NEW_KEY', value: 'quince-jelly-four-jars', is_secret: true, is_granted: true },
          { name: 'LATER', is_secret: true, is_granted: true },
          { name: 'REGION', value: 'south' },
        ],
      },
    });
    expect(body.transport.environment).toEqual([
      { name: 'NEW_KEY', value: null, is_granted: true },
      { name: 'LATER', value: null, is_granted: true },
      { name: 'REGION', value: 'south', is_granted: false },
    ]);
    const { said } = await callThrough(house);
    const { env } = JSON.parse(said[0] ?? '');
    expect(env).toMatchObject({
      REGION: 'south',
      NEW_KEY: '[redacted]',
      LATER: '[redacted]',
    });
    expect(env).not.toHaveProperty('OTHER_KEY');

    const missing = await change(house, house.server, {
      transport: { ...hostile('environment'), environment: [{ name: 'OTHER_KEY', is_secret: true }] },
    });
    expect(missing).toMatchObject({ status: 400, body: { error: { message: expect.any(String) } } });
    expect((await serverNow(house, house.server)).transport).toEqual(body.transport);
  });

  test('is what a session that runs reaches from its next call on', async () => {
    const plain = { ...hostile('environment'), environment: [{ name: 'REGION', value: 'north' }] };
    const house = await houseWith(plain, lookUp());
    const { id, said } = await callThrough(house);
    expect(JSON.parse(said[0] ?? '').env.REGION).toBe('north');
    await change(house, house.server, {
      transport: { ...plain, environment: [{ name: 'REGION', value: 'south' }] },
    });
    await house.api(`/holdfast/v1/sessions/${id}/messages`, { body: { content: 'Again.' } });
    await untilIdle(house, id, 3);
    const again = results(await allow(house, id, 4));
    expect(JSON.parse(again.at(-1) ?? '').env.REGION).toBe('south');
  });
});

test('the token of an address stays with its host, and goes with it', async () => {
  const house = await openHouse();
  const one = await startGuardedServer(
    (token) => token === 'first-CANARY-1f3c' || token === 'second-CANARY-9d2e',
  );
  const two = await startGuardedServer(() => false);
  const server = await add(house, 'guarded', {
    type: 'http',
    url: one.mcp,
    may_be_private: true,
    token: 'first-CANARY-1f3c',
  });
  const at = (url: string, more: object = {}) =>
    change(house, server, { transport: { type: 'http', url, may_be_private: true, ...more } });
  expect((await at(`${one.mcp}?region=north`)).body).toMatchObject({
    state: 'ok',
    transport: { has_token: true },
  });
  expect((await at(one.mcp, { token: 'second-CANARY-9d2e' })).body).toMatchObject({ state: 'ok' });
  expect(one.tokens.at(-1)).toBe('second-CANARY-9d2e');
  expect((await at(two.mcp)).body).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_authentication_failed' },
    transport: { has_token: false },
  });
  expect(new Set(two.tokens)).toEqual(new Set(['']));
  // back again: the token is gone for good
  expect((await at(one.mcp)).body).toMatchObject({ state: 'failed', transport: { has_token: false } });
  expect(one.tokens.at(-1)).toBe('');
});

test('what cannot be is refused, and nothing is changed by it', async () => {
  const house = await houseWith(hostile('plain'), lookUp());
  await add(house, 'other', hostile('plain'));
  const before = await serverNow(house, house.server);
  const refusedBy = async (body: object) => {
    const answer = await change(house, house.server, body);
    return [answer.status, answer.body.error?.code];
  };
  expect(await refusedBy({ name: 'OTHER' })).toEqual([400, 'mcp_name_refused']);
  expect(await refusedBy({ name: 'no spaces' })).toEqual([400, 'mcp_name_refused']);
  expect((await refusedBy({ transport: { type: 'http', url: 'https://mcp.example' } }))[0]).toBe(400);
  expect((await refusedBy({ transport: { type: 'http', url: 'mcp.example' } }))[0]).toBe(400);
  expect((await refusedBy({ transport: { ...hostile('plain'), environment: [], command: '' } }))[0]).toBe(
    400,
  );
  expect((await refusedBy({ is_on: true, name: 'renamed' }))[0]).toBe(400);
  expect((await change(house, house.server, { name: 'renamed' }, 'client')).status).toBe(403);
  expect((await change(house, { id: 'mcp_none' }, { name: 'renamed' })).status).toBe(404);
  expect(await serverNow(house, house.server)).toEqual(before);
});

test('while a call waits for its answer the server stays where the dialog says it is', async () => {
  const house = await houseWith(hostile('plain'), lookUp());
  const { id } = await say(house, 'Look it up.');
  const refused = await change(house, house.server, { name: 'renamed' });
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('waits') } },
  });
  await allow(house, id);
  const renamed = await change(house, house.server, { name: 'renamed' });
  expect(renamed.body).toMatchObject({ name: 'renamed', is_on: true });
  expect(toolNamed(renamed.body, 'look-up')).toMatchObject({
    model_name: 'mcp__renamed__look-up',
    state: 'ready',
  });
});

test('the window changes a program only with the owner’s word in the system’s dialog, and no folder that they did not choose', async () => {
  const chosen = { program: false };
  const { host, seen } = desktop(chosen);
  const house = await openHouse({ host });
  const server = await switchOn(house, await add(house, 'served', hostile('plain')));
  const transport = { ...hostile('changing', 'x'), environment: [] };
  expect((await change(house, server, { transport }, 'window')).body.error.code).toBe('aborted');
  expect(seen).toEqual([[transport.command, ...transport.args].join(' ')]);
  expect((await serverNow(house, server)).transport).toEqual(server.transport);
  chosen.program = true;
  const folders = [{ path: scratchFolder(), access: 'read' }];
  const unchosen = { ...transport, confinement: { folders } };
  expect((await change(house, server, { transport: unchosen }, 'window')).body.error.code).toBe(
    'pick_unknown',
  );
  expect((await change(house, server, { transport }, 'window')).body.transport.args).toEqual(transport.args);
  // a name alone starts nothing else
  expect((await change(house, server, { name: 'renamed' }, 'window')).body.name).toBe('renamed');
  expect(seen).toHaveLength(2);
  await switchOn(house, server);
});

test('what a session was permitted of a server’s tools ends when the server goes, is renamed or moves: a later one of its name has none of it', async () => {
  const house = await houseWith(hostile('plain'), sayAlways('Hello.'));
  const { id } = await say(house, 'Hello.');
  const path = `/holdfast/v1/sessions/${id}/grants`;
  const permit = (...tools: string[]) =>
    house.api(path, {
      body: { grants: [{ effect: 'local', tools, values: [], sources: [], text: 'Look up words.' }] },
    });
  const permitted = async () =>
    (await house.api(path)).body.data.flatMap((grant: { tools: string[] }) => grant.tools);
  await permit('mcp__other__look-up');
  await permit('mcp__served__look-up');
  expect(await permitted()).toHaveLength(2);
  // who runs it is the same
  await change(house, house.server, { timeout_ms: 30_000 });
  expect(await permitted()).toHaveLength(2);
  await change(house, house.server, { transport: { ...hostile('environment'), environment: [] } });
  expect(await permitted()).toEqual(['mcp__other__look-up']);
  await permit('mcp__served__look-up');
  await house.api(`/holdfast/v1/mcp/servers/${house.server.id}`, { method: 'DELETE' });
  expect(await permitted()).toEqual(['mcp__other__look-up']);
});
