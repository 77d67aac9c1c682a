import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { limit } from './budget-house.ts';
import { holdTool } from './hold-tool.ts';
import { onMessage, onResult, openHouse } from './support.ts';

const ofCode = (events: readonly SessionEvent[]) =>
  events.filter(
    (event) =>
      (event.type === 'agent.tool_use' || event.type === 'agent.tool_result') &&
      event.holdfast?.parent_tool_use_id !== undefined,
  );
const looks = (count: number) =>
  `for (let at = 0; at < ${count}; at += 1) await tools.glob({ pattern: '*' + at });`;

/** A house that runs `code` once and counts the transactions that its session's turn made. */
async function runInHouse(code: string, more: Parameters<typeof openHouse>[1] = {}) {
  let commits = 0;
  const house = await openHouse([onMessage('work', 'run_code', { code }), onResult('Done.')], {
    ...more,
    at: async (point) => {
      if (point === 'before:append') commits += 1;
    },
  });
  const id = await house.session();
  return { house, id, commits: () => commits };
}

describe('calls of code that change nothing', () => {
  test('go into the log in groups, each with intent and result, before the result of the code', async () => {
    const { house, id, commits } = await runInHouse(looks(200));
    await house.say(id, 'work');
    await house.idle(id);
    const events = await house.events(id);
    expect(ofCode(events)).toHaveLength(400);
    const intents = events.filter((event) => event.type === 'holdfast.tool_intent' && event.tool === 'glob');
    expect(intents).toHaveLength(200);
    const end = events.findIndex(
      (event) => event.type === 'agent.tool_result' && event.holdfast?.parent_tool_use_id === undefined,
    );
    expect(ofCode(events.slice(end))).toEqual([]);
    // one by one they would be 400
    expect(commits()).toBeLessThan(100);
    expect(house.errors).toEqual([]);
  });

  test('are all in the log before a call that does something is', async () => {
    const hold = holdTool();
    const { house, id } = await runInHouse(
      `${looks(10)} await Promise.all([tools.glob({ pattern: 'x' }), tools.hold({})]);`,
      { extraTools: [hold.tool] },
    );
    await house.say(id, 'work');
    await house.until(id, (event) => event.type === 'holdfast.tool_intent' && event.tool === 'hold');
    const events = await house.events(id);
    expect(
      ofCode(events).filter((event) => event.type === 'agent.tool_result').length,
    ).toBeGreaterThanOrEqual(10);
    hold.release();
    await house.idle(id);
    expect(house.errors).toEqual([]);
  });

  test('are seen while the code goes on computing', async () => {
    const { house, id } = await runInHouse(
      `${looks(3)} await new Promise((resolve) => setTimeout(resolve, 5000));`,
    );
    await house.say(id, 'work');
    let seen = 0;
    await house.until(id, (event) => event.type === 'agent.tool_result' && ++seen === 3);
    expect(ofCode(await house.events(id))).toHaveLength(6);
    await house.post(`/holdfast/v1/sessions/${id}/interrupt`).catch(() => {});
  });

  test('count one by one where the session has a limit', async () => {
    const { house, id } = await runInHouse(
      `let made = 0; try { for (;;) { await tools.glob({ pattern: '*' }); made += 1; } } catch (error) { return made + ' ' + error.message }`,
    );
    await limit(house, id, { tool_calls: 6 });
    await house.say(id, 'work');
    await house.idle(id, 'budget_reached');
    const events = await house.events(id);
    const result = events.find(
      (event) => event.type === 'agent.tool_result' && event.holdfast?.parent_tool_use_id === undefined,
    );
    expect(JSON.stringify(result)).toContain('Returned: 5 glob: Not run: the budget is used up (tool calls)');
  });

  test('stop soon after the owner sets a limit while the code runs', async () => {
    const { house, id } = await runInHouse(
      `let made = 0; try { for (;;) { await tools.glob({ pattern: '*' }); made += 1; } } catch (error) { return made + ' ' + error.message }`,
    );
    await house.say(id, 'work');
    await house.until(id, (event) => event.type === 'agent.tool_result');
    await limit(house, id, { tool_calls: 1 });
    await house.idle(id, 'budget_reached');
    const results = (await house.events(id)).filter((event) => event.type === 'agent.tool_result');
    expect(JSON.stringify(results.at(-1))).toContain('the budget is used up (tool calls)');
    const set = (await house.events(id)).findIndex((event) => event.type.includes('budget'));
    expect(set).toBeGreaterThan(0);
  });
});
