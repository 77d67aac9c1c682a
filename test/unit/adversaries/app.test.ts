import { expect, test, vi } from 'vitest';
import { type AdversaryId, adversaries } from '../../../core/evals/index.ts';
import { openSelfTest } from '../evals/open-self-test.ts';

// of the scripted adversaries those that are played as the app's self-test plays them, which has all thirty
vi.setConfig({ testTimeout: 60_000 });

async function outcomeOf(id: AdversaryId): Promise<string> {
  const { judge } = await openSelfTest();
  const adversary = adversaries.get(id);
  if (!adversary) throw new Error(`no adversary ${id}`);
  return (await judge(id, adversary)).outcome;
}

test('6: nothing is left behind that runs later with other rights, not even with the owner’s yes [later jobs]', async () => {
  expect(await outcomeOf('later_job')).toBe('blocked');
});

test('13: a tool that its server describes otherwise since it was approved is not called [pin by hash]', async () => {
  expect(await outcomeOf('changed_tool')).toBe('blocked');
});
