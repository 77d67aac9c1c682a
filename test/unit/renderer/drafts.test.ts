import { expect, test } from 'vitest';

test('what the owner types is in no storage of the window, and what an earlier version stored goes', async () => {
  const stored = new Map([['holdfast-drafts', '{"state":{"bySession":{"a":"quxzephyrine"}}}']]);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
  });
  const { useDrafts } = await import('../../../renderer/state/drafts.ts');
  useDrafts.getState().setDraft('b', 'my word is quxzephyrine');
  expect(useDrafts.getState().bySession).toEqual({ b: 'my word is quxzephyrine' });
  expect([...stored]).toEqual([]);
});
