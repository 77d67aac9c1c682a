import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { holdTool } from './hold-tool.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const intents = (events: readonly SessionEvent[], tool: string) =>
  events.filter((event) => event.type === 'holdfast.tool_intent' && event.tool === tool).length;

describe('calls that code makes side by side', () => {
  test('are all held by a pause, and all go on', async () => {
    const write = (name: string) => `tools.write({ file_path: '/workspace/${name}', content: '' })`;
    const code = `await tools.hold({}); await Promise.all([${['a', 'b', 'c'].map(write).join(', ')}]);`;
    const hold = holdTool();
    const steps = [onMessage('work', 'run_code', { code }), onResult('Done.')];
    const house = await openHouse(steps, { extraTools: [hold.tool] });
    const id = await house.session();
    await house.say(id, 'work');
    await house.until(id, (event) => event.type === 'holdfast.tool_intent' && event.tool === 'hold');
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    hold.release();
    await house.until(id, (event) => event.type === 'agent.tool_result');
    await house.post(`/holdfast/v1/sessions/${id}/resume`);
    await house.idle(id);
    expect(intents(await house.events(id), 'write')).toBe(3);
    expect(house.errors).toEqual([]);
  });

  test('have ended when the code that made them has, also when it fails at once', async () => {
    const code = `tools.hold({}); throw new Error('no patience');`;
    const hold = holdTool();
    const steps = [onMessage('work', 'run_code', { code }), onResult('Done.')];
    const house = await openHouse(steps, { extraTools: [hold.tool] });
    const id = await house.session();
    await house.say(id, 'work');
    await house.until(id, (event) => event.type === 'holdfast.tool_intent' && event.tool === 'hold');
    hold.release();
    await house.idle(id);
    const events = await house.events(id);
    const results = events.filter((event) => event.type === 'agent.tool_result');
    expect(results.map((event) => event.holdfast?.parent_tool_use_id !== undefined)).toEqual([true, false]);
    expect(JSON.stringify(results[1])).toContain('no patience');
    expect(house.errors).toEqual([]);
  });

  test('wait for no answer once the code that made them is over', async () => {
    const code = `tools.write({ file_path: '/mnt/folders/Papers/a.md', content: 'x' }); await tools.hold({}); throw new Error('off');`;
    const hold = holdTool();
    const steps = [onMessage('work', 'run_code', { code }), onResult('Done.')];
    const house = await openHouse(steps, { extraTools: [hold.tool] });
    const path = join(temporaryFolder(), 'Papers');
    mkdirSync(path);
    const id = await house.session([{ path, access: 'read_write' }]);
    await house.say(id, 'work');
    await house.idle(id, 'requires_action');
    hold.release();
    await house.idle(id);
    const events = await house.events(id);
    const open = events.filter((event) => event.type === 'agent.tool_use').map((event) => event.id);
    const ended = events.filter((event) => event.type === 'agent.tool_result');
    expect(ended.map((event) => event.tool_use_id).sort()).toEqual([...open].sort());
    expect(ended.at(-1)?.holdfast?.parent_tool_use_id).toBeUndefined();
    const waiting = (await house.get('/holdfast/v1/approvals?status=pending')) as { data: unknown[] };
    expect(waiting.data).toEqual([]);
    expect(existsSync(join(path, 'a.md'))).toBe(false);
    expect(house.errors).toEqual([]);
  });
});
