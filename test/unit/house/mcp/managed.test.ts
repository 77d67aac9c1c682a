import { expect, test, vi } from 'vitest';
import { everything } from '../../../support/mcp-servers.ts';
import { openHouse, untilIdle } from '../../api/house.ts';
import { add, say, switchOn, thinkAndCall } from './support.ts';

// Starting a server takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test('an agent of the API names a server and its toolset, and sees its calls as the API’s own events', async () => {
  const house = await openHouse({ steps: thinkAndCall('mcp__served__echo', { message: 'Hi.' }) });
  await switchOn(house, await add(house, 'served', everything()));
  const toolset = {
    type: 'mcp_toolset',
    mcp_server_name: 'served',
    configs: [{ name: 'get-sum', enabled: false }],
  };
  const created = await house.api('/v1/agents', {
    body: { name: 'Echoing', model: 'default', tools: [toolset] },
  });
  expect(created.body).toMatchObject({
    tools: [
      {
        type: 'mcp_toolset',
        mcp_server_name: 'served',
        default_config: { enabled: true, permission_policy: { type: 'always_ask' } },
        configs: [{ name: 'get-sum', enabled: false, permission_policy: { type: 'always_ask' } }],
      },
    ],
  });
  const { id } = await say(house, 'Echo.', created.body.id);
  const used = (await house.api(`/v1/sessions/${id}/events?types[]=agent.mcp_tool_use`)).body.data;
  expect(used).toEqual([
    {
      id: expect.any(String),
      processed_at: expect.any(String),
      type: 'agent.mcp_tool_use',
      name: 'echo',
      mcp_server_name: 'served',
      input: { message: 'Hi.' },
      evaluated_permission: 'ask',
      evaluation: { type: 'always_ask' },
    },
  ]);
  await house.api(`/v1/sessions/${id}/events`, {
    body: { events: [{ type: 'user.tool_confirmation', tool_use_id: used[0].id, result: 'allow' }] },
  });
  await untilIdle(house, id, 2);
  const results = await house.api(`/v1/sessions/${id}/events?types[]=agent.mcp_tool_result`);
  expect(results.body.data).toMatchObject([
    { mcp_tool_use_id: used[0].id, is_error: false, content: [{ type: 'text', text: 'Echo: Hi.' }] },
  ]);
  expect(results.body.data[0]).not.toHaveProperty('tool_use_id');
});

test('an agent brings no server in: an address that the owner did not add is no tool', async () => {
  const house = await openHouse({ steps: thinkAndCall('mcp__served__echo', { message: 'Hi.' }) });
  await switchOn(house, await add(house, 'served', everything()));
  const created = await house.api('/v1/agents', {
    body: {
      name: 'Bringing',
      model: 'default',
      mcp_servers: [{ type: 'url', name: 'served', url: 'https://mcp.example.com/mcp' }],
      tools: [{ type: 'mcp_toolset', mcp_server_name: 'served' }],
    },
  });
  expect(created.body.mcp_servers).toEqual([
    { type: 'url', name: 'served', url: 'https://mcp.example.com/mcp' },
  ]);
  const { events } = await say(house, 'Echo.', created.body.id);
  expect(events.findLast((event) => event.type === 'agent.tool_result')).toMatchObject({
    is_error: true,
    content: [{ text: 'There is no tool named "mcp__served__echo" in this session.' }],
  });
});

test('a client looks after no servers, and the window starts no program by its word alone', async () => {
  const house = await openHouse();
  const body = { name: 'served', transport: everything() };
  const asked = await Promise.all([
    house.client('/holdfast/v1/mcp/servers'),
    house.client('/holdfast/v1/mcp/servers', { body }),
    house.window('/holdfast/v1/mcp/servers', { body }),
  ]);
  expect(asked.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect((await house.api('/holdfast/v1/mcp/servers')).body).toEqual({ data: [] });
});
