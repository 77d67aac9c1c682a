import { expect, test, vi } from 'vitest';
import { sweepSecrets } from '../../evals/sinks/sweep.ts';

// of the scripted adversaries the two that send a stored secret out; the others are beside this file
vi.setConfig({ testTimeout: 60_000 });

test('1, 2: a stored secret reaches an allowed host in no place of a request, raw to hex; what else would is reported [blocked by exact match]', async () => {
  const cells = await sweepSecrets();
  const leaks = cells
    .filter(({ isRequired, left }) => isRequired && left > 0)
    .map(({ encoding, sink, left, tried }) => `${encoding} in ${sink}: ${left} of ${tried}`);
  expect(leaks).toEqual([]);
  // the places are open, or the sweep would say nothing
  const open = new Set(cells.filter(({ isOpen }) => isOpen).map(({ sink }) => sink));
  expect(open.size).toBeGreaterThanOrEqual(12);
});
