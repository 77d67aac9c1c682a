import { describe, expect, it } from 'vitest';
import { type Access, checkOrigin, identify } from '../../../core/api/wire/access.ts';

const tokens = [
  { token: 'right', scope: 'owner' },
  { token: 'lesser', scope: 'client' },
] as const;
const loopback: Access = { kind: 'loopback', port: 4711, tokens };
const request = (headers: Record<string, string>) => new Request('http://127.0.0.1:4711/', { headers });

describe('the loopback door', () => {
  it.each(['127.0.0.1:4711', 'localhost:4711', '[::1]:4711', 'LOCALHOST:4711'])('takes Host %s', (host) => {
    expect(() => checkOrigin(request({ host }), loopback)).not.toThrow();
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:4712',
    'evil.example:4711',
    'localhost.evil.example:4711',
    '127.0.0.1.evil.example:4711',
    '',
  ])('refuses Host %j', (host) => {
    expect(() => checkOrigin(request({ host }), loopback)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1:4711', 'http://127.0.0.1:80', 'holdfast://app'])(
    'refuses Origin %j',
    (origin) => {
      const headers = { host: '127.0.0.1:4711', origin };
      expect(() => checkOrigin(request(headers), loopback)).toThrow(
        expect.objectContaining({ code: 'forbidden' }),
      );
    },
  );

  it('knows both tokens in both headers, and nothing else', () => {
    expect(identify(request({ authorization: 'Bearer right' }), loopback).kind).toBe('owner_token');
    expect(identify(request({ 'x-api-key': 'right' }), loopback).kind).toBe('owner_token');
    expect(identify(request({ authorization: 'bearer lesser' }), loopback).kind).toBe('client_token');
    for (const wrong of ['', 'righ', 'rightt', 'Right', 'right lesser']) {
      expect(() => identify(request({ 'x-api-key': wrong }), loopback)).toThrow(
        expect.objectContaining({ code: 'unauthorized' }),
      );
    }
    expect(() => identify(request({}), loopback)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
  });
});

describe('the window’s door', () => {
  it('takes its own page and refuses any other', () => {
    const open: Access = { kind: 'window' };
    expect(() => checkOrigin(request({}), open)).not.toThrow();
    expect(() =>
      checkOrigin(request({ origin: 'holdfast://app', 'sec-fetch-site': 'same-origin' }), open),
    ).not.toThrow();
    expect(() => checkOrigin(request({ origin: 'https://evil.example' }), open)).toThrow('foreign origin');
    expect(() => checkOrigin(request({ 'sec-fetch-site': 'cross-site' }), open)).toThrow('foreign site');
  });
});
