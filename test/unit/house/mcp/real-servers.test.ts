import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { everything, everythingOverHttp, filesystem } from '../../../support/mcp-servers.ts';
import { openHouse, scratchFolder } from '../../api/house.ts';
import {
  add,
  allow,
  callThrough,
  houseWith,
  results,
  say,
  serverNow,
  switchOn,
  thinkAndCall,
  toolNamed,
} from './support.ts';

// Starting a server takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

// Whole sessions with the protocol's own servers, which nobody here wrote.

test('a tool of server-everything asks, runs once it is allowed, and its answer is untrusted', async () => {
  const steps = thinkAndCall('mcp__served__echo', { message: 'Hello, server.' });
  const house = await houseWith(everything(), steps);
  const { id, events } = await say(house, 'Please echo.');
  expect(events.findLast((event) => event.type === 'agent.tool_use')).toMatchObject({
    name: 'mcp__served__echo',
    evaluated_permission: 'ask',
    holdfast: {
      ask: {
        recovery: 'effectful',
        preview: {
          sentence: 'Call the tool "echo" of "served". What it does is not known, so it counts as the worst.',
          facts: [{ label: 'Server', value: 'served' }],
        },
      },
    },
  });
  const after = await allow(house, id);
  expect(after.findLast((event) => event.type === 'agent.tool_result')).toMatchObject({
    is_error: false,
    content: [{ type: 'text', text: 'Echo: Hello, server.' }],
    holdfast: { output_label: 'untrusted', details: { server: 'served' } },
  });
});

test('over streamable HTTP the same server is reached through egress, on the owner’s word that it is on this computer', async () => {
  const { url, stop } = await everythingOverHttp();
  onTestFinished(stop);
  const steps = thinkAndCall('mcp__served__get-sum', { a: 19, b: 23 });
  const house = await openHouse({ steps });
  const refused = await add(house, 'refused', { type: 'http', url });
  expect(refused).toMatchObject({ state: 'failed', problem: { code: 'egress_refused' }, tools: [] });
  await switchOn(house, await add(house, 'served', { type: 'http', url, may_be_private: true }));
  const { said } = await callThrough(house);
  expect(said).toEqual(['The sum of 19 and 23 is 42.']);
});

test('a picture comes back as a picture, and a tool that fails says so', async () => {
  const house = await houseWith(everything(), thinkAndCall('mcp__served__get-tiny-image', {}));
  expect((await callThrough(house)).said).toEqual([expect.stringContaining('[image]')]);
});

test('server-filesystem writes where the owner pointed it, and stays inside by itself', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'old.txt'), 'old');
  const steps = thinkAndCall('mcp__served__write_file', { path: join(folder, 'new.txt'), content: 'new' });
  const house = await houseWith(filesystem(folder), steps);
  const { said } = await callThrough(house);
  expect(said).toEqual([expect.stringContaining('Successfully wrote')]);
  expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('new');
});

test('labels that the owner confirmed let a reading tool run without a question', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'note.txt'), 'Buy milk.');
  const steps = thinkAndCall('mcp__served__read_text_file', { path: join(folder, 'note.txt') });
  const house = await houseWith(filesystem(folder), steps);
  const before = toolNamed(await serverNow(house, house.server), 'read_text_file');
  expect(before).toMatchObject({
    state: 'ready',
    is_labelled: false,
    labels: { effect: 'egress', reversibility: 'irreversible', sinks: ['*'] },
    proposal: { labels: { effect: 'none', recovery: 'pure', output: 'untrusted', sinks: ['path'] } },
  });
  await house.api(`/holdfast/v1/mcp/servers/${house.server.id}/labels`, {
    body: { tools: ['read_text_file'] },
  });
  const { events } = await say(house, 'Read my note.');
  expect(results(events)).toEqual(['Buy milk.']);
});

test('code calls a server’s tool through the gate like any other', async () => {
  const code = 'console.log(await tools["mcp__served__echo"]({ message: "from code" }))';
  const house = await houseWith(everything(), thinkAndCall('run_code', { code }));
  const { server } = house;
  await house.api(`/holdfast/v1/mcp/servers/${server.id}/labels`, { body: { tools: ['echo'] } });
  const { events } = await say(house, 'Go.');
  expect(results(events)).toEqual(['Echo: from code', expect.stringContaining('Echo: from code')]);
});
