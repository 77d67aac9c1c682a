import { expect, test } from 'vitest';
import { composeCharter, estimateTokens } from '../../../core/context/index.ts';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { openHouse } from '../harness/support.ts';

/** Copies the record and adds a line that cites it, as a model that follows the request does. */
const summariser = {
  when: { last: 'user', contains: '<record>' },
  reply: { blocks: [{ text: '{{record}}\n\n## Progress\n- The notes are being collected. [{{cited}}]' }] },
};
const captures = {
  record: { from: 'user', matches: '<record>\\n([\\s\\S]*?)\\n</record>' },
  cited: { from: 'user', matches: '\\[(sevt_[0-9a-z]+)' },
};

test('a long session in the real house is compacted several times and loses nothing that was asked', async () => {
  const steps = [
    summariser,
    {
      when: { last: 'user', contains: 'note' },
      reply: {
        blocks: [
          { tool_use: { name: 'run_code', input: { code: 'return "line of the note ".repeat(250);' } } },
        ],
      },
    },
    {
      when: { last: 'user', contains: 'what was it' },
      reply: { blocks: [{ tool_use: { name: 'recall_event', input: { event_id: '{{first}}' } } }] },
    },
    {
      when: { last: 'tool_result', tool: 'recall_event' },
      reply: { blocks: [{ text: 'It was: {{last_text}}' }] },
    },
    {
      when: { last: 'tool_result' },
      reply: { blocks: [{ text: 'Noted, and I go on collecting. '.repeat(20) }] },
    },
  ];
  const script = parseRehearsalScript(
    {
      name: 'long',
      steps,
      captures: { ...captures, first: { from: 'user', matches: 'token 4711-AB[^\\[]*\\[(sevt_[0-9a-z]+)' } },
    },
    'long',
  );
  const house = await openHouse([], {
    model: { provider: 'rehearsal', script },
    context: {
      windowTokens: 28_000,
      keepResults: 1,
      tailTokens: 1500,
      summaryTokens: 2500,
      clearAtLeastShare: 0.05,
    },
  });
  await house.post('/holdfast/v1/charter', { rules: ['Never delete a note.'] });
  const sessionId = await house.session();
  const asked: string[] = [];
  for (let turn = 1; turn <= 30; turn += 1) {
    const ask = turn === 1 ? 'note the token 4711-AB' : `note number ${1000 + turn} for file-${turn}.md`;
    asked.push(ask);
    await house.say(sessionId, ask);
    await house.idle(sessionId, 'end_turn', turn);
  }
  await house.say(sessionId, 'what was it at the beginning?');
  await house.idle(sessionId, 'end_turn', 31);
  const events = await house.events(sessionId);
  const compactions = events.filter((event) => event.type === 'holdfast.compaction');
  expect(compactions.length).toBeGreaterThanOrEqual(3);
  expect(new Set(compactions.map(({ method }) => method))).toEqual(new Set(['model']));
  expect(events.filter((event) => event.type === 'holdfast.context_cleared').length).toBeGreaterThan(0);
  for (const { summary, budget_tokens: budget } of compactions)
    expect(estimateTokens(summary ?? '')).toBeLessThanOrEqual(budget);
  const charter = composeCharter({
    ownerRules: { version: 1, rules: ['Never delete a note.'] },
    agentSafety: null,
  });
  expect(events.filter((event) => event.type === 'holdfast.charter')).toMatchObject([
    { sha256: charter.sha256 },
  ]);

  // the original is word for word where it was, and found in the palace
  const last = events.findLast((event) => event.type === 'agent.message');
  expect(JSON.stringify(last)).toContain('note the token 4711-AB');
  const hits = await house.holdfast.palace.search({ query: 'token 4711-AB', limit: 3 });
  // the agent's lookup that quotes it may stand before it: it has the words, too, and is younger
  expect(hits.map(({ text }) => text)).toContain('note the token 4711-AB');

  const context = (await house.get(`/holdfast/v1/sessions/${sessionId}/context`)) as {
    used_tokens: number;
    categories: Record<string, number>;
    compactions: { in_effect: boolean }[];
    cleared: unknown[];
    charter: { sha256: string };
  };
  expect(context.compactions.filter(({ in_effect }) => in_effect)).toHaveLength(1);
  expect(context.compactions.at(-1)?.in_effect).toBe(true);
  expect(context.charter.sha256).toBe(charter.sha256);
  expect(context.cleared.length).toBeGreaterThan(0);
  const { free, ...used } = context.categories;
  expect(Object.values(used).reduce((sum, part) => sum + part, 0)).toBe(context.used_tokens);
  expect(free).toBeGreaterThan(0);
  expect((await house.holdfast.log.verifyChain({ sessionId })).ok).toBe(true);
  expect(house.errors).toEqual([]);
}, 120_000);

test('what the owner forgets is gone from the summary and from what was read again', async () => {
  const script = parseRehearsalScript(
    {
      name: 'forget',
      captures: { ...captures, first: { from: 'user', matches: 'secret word[^\\[]*\\[(sevt_[0-9a-z]+)' } },
      steps: [
        summariser,
        {
          when: { last: 'user', contains: 'again' },
          reply: { blocks: [{ tool_use: { name: 'recall_event', input: { event_id: '{{first}}' } } }] },
        },
        { when: { last: 'user' }, reply: { blocks: [{ text: 'I keep on writing this. '.repeat(120) }] } },
        { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'I read it.' }] } },
      ],
    },
    'forget',
  );
  const house = await openHouse([], {
    model: { provider: 'rehearsal', script },
    context: { windowTokens: 22_000, tailTokens: 1500, summaryTokens: 2500 },
  });
  const sessionId = await house.session();
  await house.say(sessionId, 'the secret word is Rumpelstilzchen');
  await house.idle(sessionId);
  for (let turn = 2; turn <= 14; turn += 1) {
    await house.say(sessionId, `write page ${turn}`);
    await house.idle(sessionId, 'end_turn', turn);
  }
  await house.say(sessionId, 'read it again');
  await house.idle(sessionId, 'end_turn', 15);
  const holding = async () =>
    (await house.events(sessionId)).filter((event) => JSON.stringify(event).includes('Rumpelstilzchen'));
  expect(new Set((await holding()).map(({ type }) => type))).toEqual(
    new Set(['user.message', 'holdfast.compaction', 'agent.tool_result']),
  );
  const [hit] = await house.holdfast.palace.search({ query: 'Rumpelstilzchen', limit: 5 });
  await house.holdfast.palace.forget({ drawerId: hit?.id ?? '' });
  expect(await holding()).toEqual([]);
  const context = (await house.get(`/holdfast/v1/sessions/${sessionId}/context`)) as {
    compactions: { summary: string | null; in_effect: boolean }[];
  };
  expect(context.compactions.map(({ summary }) => summary)).toEqual(context.compactions.map(() => null));
  expect(context.compactions.at(-1)?.in_effect).toBe(true);
  await house.say(sessionId, 'write page 16');
  await house.idle(sessionId, 'end_turn', 16);
  expect(await holding()).toEqual([]);
  expect((await house.holdfast.log.verifyChain({ sessionId })).ok).toBe(true);
}, 60_000);
