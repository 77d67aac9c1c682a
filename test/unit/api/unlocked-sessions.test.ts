import { LLMock } from '@copilotkit/aimock';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { KeyPort } from '../../../core/vault/index.ts';
import { type House, openHouse, scratchFolder, untilIdle } from './house.ts';

vi.setConfig({ testTimeout: 60_000 });

const words = 'violet harbour seven lanterns';
const plainText: KeyPort = {
  backend: 'basic_text',
  isPlainText: true,
  wrap: async (key) => key.map((byte) => byte ^ 90),
  unwrap: async (key) => key.map((byte) => byte ^ 90),
};

const base = '/holdfast/v1';
const unlock = (house: House) => house.window(`${base}/vault/unlock`, { body: { passphrase: words } });
async function say({ typed }: House, content: string, id?: string): Promise<string> {
  const parameters = { id: id ?? (await typed.call('createSession', { body: {} })).id };
  await typed.call('sendMessage', { parameters, body: { content } });
  return parameters.id;
}
const lastOf = async (house: House, id: string, rests: number) => {
  const events = await untilIdle(house, id, rests);
  const last = events.findLast(({ type }) => type === 'session.error' || type === 'agent.message');
  if (last?.type === 'session.error') return last.holdfast?.code;
  return last?.type === 'agent.message' ? last.content : null;
};

test('a session that the locked vault held up goes on by itself once it is unlocked; others stay as they are', async () => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await mock.start();
  onTestFinished(() => mock.stop());
  mock.on({}, { content: 'Here I am.' });
  const dataDir = scratchFolder();
  const first = await openHouse({ dataDir, steps: null, keyPort: plainText });
  const body = {
    provider: 'compatible',
    model: 'm',
    base_url: mock.url,
    api_key: 'sk-test-1f3c9d8e7b6a5f4e',
  };
  await first.api(`${base}/settings/model`, { body });
  await first.window(`${base}/vault/passphrase`, { body: { passphrase: words } });
  const answered = await say(first, 'Hello.');
  expect(await lastOf(first, answered, 1)).toMatchObject([{ text: 'Here I am.' }]);
  await first.window(`${base}/vault/lock`, { method: 'POST', body: {} });
  const old = await say(first, 'Hello.');
  expect(await lastOf(first, old, 1)).toBe('vault_locked');
  await first.holdfast.close();

  const house = await openHouse({ dataDir, steps: null, keyPort: plainText });
  const held = await say(house, 'Hello.');
  expect(await lastOf(house, held, 1)).toBe('vault_locked');
  const paused = await say(house, 'Hello.');
  expect(await lastOf(house, paused, 1)).toBe('vault_locked');
  await house.api(`${base}/sessions/${paused}/pause`, { method: 'POST', body: {} });
  const before = mock.getRequests().length;
  expect((await unlock(house)).status).toBe(200);
  expect(await lastOf(house, held, 2)).toMatchObject([{ text: 'Here I am.' }]);
  // one that was held up before this start has a button of its own, and one that is paused waits for that
  expect(mock.getRequests()).toHaveLength(before + 1);
  expect(await lastOf(house, old, 1)).toBe('vault_locked');
  await house.api(`${base}/sessions/${old}/retry`, { method: 'POST', body: {} });
  expect(await lastOf(house, old, 2)).toMatchObject([{ text: 'Here I am.' }]);
});
