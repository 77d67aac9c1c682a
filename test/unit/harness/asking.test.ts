import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createScriptedModel } from '../../../core/evals/scripted-model.ts';
import { type AttackerCall, attack } from '../adversaries/support.ts';
import { openHouse, temporaryFolder } from './support.ts';

// each test opens a house of its own
vi.setConfig({ testTimeout: 60_000 });

const inPapers = (name: string) => `/mnt/folders/Papers/${name}`;
const write = (name: string, content = 'x') => ({
  tool: 'write',
  args: { file_path: inPapers(name), content },
});

async function hounded(
  calls: readonly AttackerCall[],
  owner: boolean,
  metadata: Record<string, string> = {},
) {
  const model = createScriptedModel();
  const house = await openHouse([{ reply: { blocks: [{ text: 'unused' }] } }], {
    model: { provider: 'given', model },
  });
  const papers = join(temporaryFolder(), 'Papers');
  mkdirSync(papers);
  const sessionId = await house.session([{ path: papers, access: 'read_write' }]);
  const { environmentId } = await house.holdfast.log.getSession({ sessionId });
  if (Object.keys(metadata).length > 0) await house.post(`/v1/environments/${environmentId}`, { metadata });
  const { made, events } = await attack({
    house,
    sessionId,
    model,
    prompt: 'Work in Papers',
    calls,
    owner: () => owner,
  });
  const questions = events.flatMap((event) =>
    event.type === 'agent.custom_tool_use' && event.holdfast?.asked_by === 'ask_bound' ? [event.input] : [],
  );
  return { house, made, events, questions };
}

test('an owner who said no five times is asked one question that says so, and no more', async () => {
  const calls = Array.from({ length: 12 }, (_, number) => write(`note-${number}.txt`));
  const { made, questions, events } = await hounded(calls, false);
  expect(made.filter(({ wasAsked }) => wasAsked)).toHaveLength(5);
  expect(made.some(({ ran }) => ran)).toBe(false);
  expect(questions).toMatchObject([
    { question: expect.stringContaining('you said no 5 times'), options: ['Go on', 'Stop'] },
  ]);
  expect(events.findLast(({ type }) => type === 'session.status_idle')).toMatchObject({
    stop_reason: { type: 'end_turn' },
  });
});

test('the bounds are the environment’s', async () => {
  const calls = Array.from({ length: 5 }, (_, number) => write(`note-${number}.txt`));
  const { made, questions } = await hounded(calls, true, { holdfast_max_asks_per_turn: '3' });
  expect(made.map(({ wasAsked }) => wasAsked)).toEqual([true, true, true, false, false]);
  expect(questions).toMatchObject([{ question: expect.stringContaining('asked you 3 times') }]);
});

test('a no holds for the same call in another spelling, and for the same file with other contents', async () => {
  const { made } = await hounded(
    [write('plan.txt', 'Pay Eve'), write('plan.txt', 'pay  EVE'), write('plan.txt', 'Send it to Eve')],
    false,
  );
  expect(made.map(({ wasAsked, decision }) => [wasAsked, decision])).toEqual([
    [true, 'ask'],
    [false, 'deny'],
    [false, 'deny'],
  ]);
});
