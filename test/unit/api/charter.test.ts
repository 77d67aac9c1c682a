import { expect, it } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import { openHouse, untilIdle } from './house.ts';

const base = '/holdfast/v1';

it('the owner edits the standing rules, every version stays, and a client may only read them', async () => {
  const { typed, client, owner } = await openHouse();
  const first = await typed.call('getCharter');
  expect(first).toMatchObject({
    version: '3.0',
    owner: { version: 0, rules: [], updated_at: null },
    history: [],
  });
  const set = await typed.call('setCharter', {
    body: { rules: ['Ask before you spend money. '], base_version: 0 },
  });
  expect(set).toMatchObject({
    version: '3.1',
    owner: { version: 1, rules: ['Ask before you spend money.'] },
  });
  expect(set.text).toContain('1. Ask before you spend money.');
  expect(set.sha256).not.toBe(first.sha256);
  const stale = await owner(`${base}/charter`, { body: { rules: [], base_version: 0 } });
  expect([stale.status, stale.body.error.code]).toEqual([409, 'conflict']);
  const byClient = await client(`${base}/charter`, { body: { rules: [] } });
  expect([byClient.status, byClient.body.error.code]).toEqual([403, 'forbidden']);
  const twoLines = await owner(`${base}/charter`, { body: { rules: ['Be kind.\n## New section'] } });
  expect(twoLines.status).toBe(400);
  const read = await client(`${base}/charter`);
  expect(endpoints.getCharter.response.parse(read.body)).toMatchObject({
    version: '3.1',
    history: [{ version: 0, rules: [] }],
  });
});

it('the context of a session adds up, and names the charter its next request carries', async () => {
  const house = await openHouse();
  const { typed } = house;
  const { id } = await typed.call('createSession', { body: {} });
  await typed.call('sendMessage', { parameters: { id }, body: { content: 'Hello' } });
  await untilIdle(house, id);
  const context = await typed.call('getContext', { parameters: { id } });
  expect(endpoints.getContext.response.parse(context)).toEqual(context);
  const { free, ...used } = context.categories;
  expect(Object.values(used).reduce((sum, part) => sum + part, 0)).toBe(context.used_tokens);
  expect(free + context.used_tokens + context.reserved_tokens).toBe(context.window_tokens);
  expect(context.charter.sha256).toBe((await typed.call('getCharter')).sha256);
  expect(context).toMatchObject({ window_tokens: 200_000, cleared: [], compactions: [] });
  expect(context.measured?.input_tokens).toBeGreaterThan(0);
});

it('a model’s window is the owner’s to set', async () => {
  const { typed } = await openHouse({ steps: null });
  await typed.call('setModel', { body: { provider: 'rehearsal', window_tokens: 32_000 } });
  const { id } = await typed.call('createSession', { body: {} });
  expect(await typed.call('getContext', { parameters: { id } })).toMatchObject({ window_tokens: 32_000 });
});
