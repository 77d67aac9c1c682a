import { expect, test } from 'vitest';
import { dateGroupOf, formatBytes, formatRelative } from '../../../renderer/lib/dates.ts';
import { draftOf, isLocalAddress, presetOf, requestOf } from '../../../renderer/settings/model-draft.ts';

const now = new Date(2026, 10, 23, 9, 0, 0).getTime();
const at = (...parts: [number, number, number, number]) => new Date(...parts, 0, 0).toISOString();

test('sessions are grouped by the owner’s calendar, not by 24 hours', () => {
  const days = [
    at(2026, 10, 23, 0),
    at(2026, 10, 22, 23),
    at(2026, 10, 21, 12),
    at(2026, 10, 3, 12),
    at(2025, 10, 3, 12),
  ];
  expect(days.map((day) => dateGroupOf(day, now))).toEqual(['today', 'yesterday', 'week', 'month', 'older']);
});

test('times and sizes are said briefly', () => {
  expect(formatRelative(at(2026, 10, 23, 8), now, 'en')).toBe('1 hr. ago');
  expect(formatRelative(at(2025, 0, 2, 8), now, 'en')).toBe('Jan 2, 2025');
  expect([formatBytes(999, 'en'), formatBytes(18_400_000, 'en')]).toEqual(['999 byte', '18.4 MB']);
});

test('a model is sent with what its provider needs and nothing else', () => {
  const none = {
    provider: 'none',
    model: null,
    base_url: null,
    has_key: false,
    state: 'not_set',
    message: '',
    checked_at: null,
  } as const;
  expect(requestOf({ ...draftOf(none, 'rehearsal'), apiKey: 'secret' })).toEqual({ provider: 'rehearsal' });
  expect(requestOf({ ...draftOf(none, 'anthropic'), model: ' m ', apiKey: ' k ' })).toEqual({
    provider: 'anthropic',
    model: 'm',
    api_key: 'k',
  });
  expect(requestOf({ ...draftOf(none, 'compatible'), model: 'qwen' })).toEqual({
    provider: 'compatible',
    model: 'qwen',
    base_url: 'http://localhost:11434',
  });
});

test('only addresses of this machine count as local', () => {
  const addresses = [
    'http://localhost:1234',
    'http://127.0.0.1:80',
    'http://[::1]:1',
    'https://localhost.example.com',
    'http://10.0.0.1',
    'nonsense',
  ];
  expect(addresses.map(isLocalAddress)).toEqual([true, true, true, false, false, false]);
  expect([presetOf('http://localhost:1234/'), presetOf('http://x')]).toEqual(['lmStudio', 'other']);
});
