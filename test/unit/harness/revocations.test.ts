import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdTool } from './hold-tool.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const write = (name: string) => ({
  name: 'write',
  input: { file_path: `/mnt/folders/Papers/${name}`, content: name },
});

/** A session whose owner allowed writing into Papers for good, at work on a call that runs until it is released. */
async function working() {
  const hold = holdTool();
  const calls = [{ tool_use: { name: 'hold', input: {} } }, { tool_use: write('second.md') }];
  const house = await openHouse(
    [
      onMessage('first', 'write', write('first.md').input),
      { when: { last: 'user', contains: 'both' }, reply: { blocks: calls } },
      onMessage('again', 'write', write('third.md').input),
      onResult('Done.'),
    ],
    { extraTools: [hold.tool] },
  );
  const path = join(temporaryFolder(), 'Papers');
  mkdirSync(path);
  const id = await house.session([{ path, access: 'read_write' }]);
  await house.say(id, 'first');
  await house.idle(id, 'requires_action');
  const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as {
    data: { id: string; input_hash: string }[];
  };
  const [approval] = data;
  await house.post(`/holdfast/v1/approvals/${approval?.id}`, {
    decision: 'allow_session',
    input_hash: approval?.input_hash,
  });
  await house.idle(id);
  await house.say(id, 'both');
  await house.until(id, (event) => event.type === 'holdfast.tool_intent' && event.tool === 'hold');
  return { house, id, path, hold };
}

test('a rule that is taken back holds for no call any more, not even one that was planned by it', async () => {
  const { house, id, path, hold } = await working();
  const rules = (await house.get('/holdfast/v1/rules')) as { data: { id: string }[] };
  const request = new Request(`http://holdfast/holdfast/v1/rules/${rules.data[0]?.id}`, { method: 'DELETE' });
  expect((await house.holdfast.fetch(request, { kind: 'in_process' })).status).toBe(200);
  hold.release();
  await house.idle(id, 'end_turn', 2);
  expect(existsSync(join(path, 'second.md'))).toBe(false);
  const last = (await house.events(id)).findLast((event) => event.type === 'agent.tool_result');
  expect(JSON.stringify(last)).toContain('took back the rule');
  await house.say(id, 'again');
  await house.idle(id, 'requires_action', 2);
  expect(house.errors).toEqual([]);
});

test('a folder that is taken back is out of reach for what was planned before', async () => {
  const { house, id, path, hold } = await working();
  const [grant] = await house.holdfast.log
    .read({ sessionId: id, types: ['holdfast.folder_granted'] })
    .then((found) => found.flatMap(({ event }) => (event.type === 'holdfast.folder_granted' ? [event] : [])));
  const request = new Request(`http://holdfast/holdfast/v1/sessions/${id}/folders/${grant?.grant_id}`, {
    method: 'DELETE',
  });
  expect((await house.holdfast.fetch(request, { kind: 'in_process' })).status).toBe(200);
  hold.release();
  await house.idle(id, 'end_turn', 2);
  expect(existsSync(join(path, 'first.md'))).toBe(true);
  expect(existsSync(join(path, 'second.md'))).toBe(false);
  expect(house.errors).toEqual([]);
});
