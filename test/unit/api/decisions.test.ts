import { expect, it } from 'vitest';
import { openSession } from './desktop.ts';
import { callThenSay, untilIdle } from './house.ts';

it('the decision log says what the gate said of each call, newest first, and can be narrowed', async () => {
  const house = await openSession({ steps: callThenSay('glob', { pattern: '*' }, 'Done.') });
  const { typed, id, say } = house;
  await say('look');
  await untilIdle(house, id);
  await typed.call('setToolPolicy', { parameters: { name: 'glob' }, body: { policy: 'deny' } });
  await say('look again');
  await untilIdle(house, id, 2);
  const { data } = await typed.call('listDecisions');
  expect(data.map(({ tool, decision, rule, session_id }) => [tool, decision, rule, session_id])).toEqual([
    ['glob', 'deny', 'policy:owner', id],
    ['glob', 'allow', 'default', id],
  ]);
  const denied = await typed.call('listDecisions', { query: { decision: 'deny', session_id: id } });
  expect(denied.data.map(({ event_id }) => event_id)).toEqual([data[0]?.event_id]);
  expect((await typed.call('listDecisions', { query: { decision: 'ask' } })).data).toEqual([]);
  expect((await typed.call('listDecisions', { query: { limit: 1 } })).data).toHaveLength(1);
});
