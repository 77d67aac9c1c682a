import { expect, test, vi } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { createEgress } from '../../../core/vault/index.ts';
import { createSafe } from '../../../core/vault/safe.ts';
import { createSignIns, signInMs } from '../../../core/vault/sign-in/sign-ins.ts';
import { createTokenEndpoint } from '../../../core/vault/token-endpoint.ts';

/** Sign-ins whose time the test lets pass. */
function open() {
  const real = systemRuntime();
  const waits: { ms: number; pass(): void }[] = [];
  const runtime = {
    ...real,
    clock: {
      ...real.clock,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((pass, reject) => {
          waits.push({ ms, pass });
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    },
  };
  const egress = createEgress({ runtime, resolveCredential: async () => undefined });
  const tokens = createTokenEndpoint({ egress, runtime });
  return { waits, signIns: createSignIns({ safe: createSafe(), tokens, runtime }) };
}

const wanted = {
  label: 'notes (sign-in)',
  issuer: 'https://auth.example',
  namesIssuer: false,
  tokenEndpoint: 'https://auth.example/token',
  clientId: 'a',
  clientSecret: null,
  clientAuth: 'none' as const,
  resource: null,
  scope: null,
};

test('nobody came back in time: it ends, says whether strangers came, and nobody listens any more', async () => {
  const { signIns, waits } = open();
  const { redirectUri } = await signIns.begin('one');
  const over = signIns.wait('one', wanted);
  expect((await fetch(`${redirectUri}?state=forged&code=stolen`)).status).toBe(400);
  expect((await fetch(`${redirectUri}?code=stolen`)).status).toBe(400);
  expect((await fetch(redirectUri.replace('/callback', '/'))).status).toBe(404);
  expect((await fetch(redirectUri, { method: 'POST' })).status).toBe(404);
  expect(waits.map(({ ms }) => ms)).toEqual([signInMs]);
  waits[0]?.pass();
  await expect(over).rejects.toMatchObject({
    code: 'mcp_sign_in_timeout',
    message: expect.stringContaining('belongs to another sign-in'),
  });
  await vi.waitFor(() => expect(fetch(redirectUri)).rejects.toThrow());
  await expect(signIns.wait('one', wanted)).rejects.toMatchObject({ code: 'aborted' });
});

test('one that is given up is over, and a second one for the same server ends the first', async () => {
  const { signIns } = open();
  await signIns.begin('one');
  const first = signIns.wait('one', wanted);
  const again = await signIns.begin('one');
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  const second = signIns.wait('one', wanted);
  signIns.cancel('one');
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  expect(again.challenge).toMatch(/^[\w-]{43}$/);
  expect(() =>
    signIns.keep('one', { id: 'x', bound: 'x', format: 'json', use: { label: 'x', hosts: [] } }),
  ).toThrow();
});
