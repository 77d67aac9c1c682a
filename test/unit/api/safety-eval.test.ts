import { expect, it } from 'vitest';
import { keepSafetyResult } from '../../../core/house/index.ts';
import { openHouse } from './house.ts';

const attacks = { n: 3, stopped: 3, allHarmfulStopped: 3, blocked: 2, asked: 1, silent: 0 };
const figures = {
  pairs: attacks,
  recorded: attacks,
  injecagent: attacks,
  benign: { tasks: 4, promptsPerTask: 0.5, tasksWithoutPrompt: 3, autoAllowed: 6, refused: 0 },
  approveAll: { n: 2, harmDone: 0 },
  gateMs: { p50: 0.2, p95: 1.5 },
  cardsPerTask: 1.2,
};

it('the last safety evaluation that was kept is there to be read; before there is none', async () => {
  const { typed, dataDir } = await openHouse();
  expect(await typed.call('getSafetyEval')).toEqual({ result: null });
  for (const at of ['2026-11-28T00:00:00.000Z', '2026-11-29T00:00:00.000Z'])
    await keepSafetyResult(dataDir, { at, columns: { proposed: figures } });
  expect(await typed.call('getSafetyEval')).toEqual({
    result: { at: '2026-11-29T00:00:00.000Z', columns: { proposed: figures } },
  });
});
