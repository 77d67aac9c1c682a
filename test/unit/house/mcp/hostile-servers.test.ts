import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostile } from '../../../support/mcp-servers.ts';
import { openHouse, type Step, scratchFolder } from '../../api/house.ts';
import {
  add,
  allow,
  callThrough,
  houseWith,
  results,
  say,
  serverNow,
  switchOn,
  testConnection,
  thinkAndCall,
  toolNamed,
} from './support.ts';

const lookUp = (word = 'tree') => thinkAndCall('mcp__served__look-up', { word });

// starting a server takes its time on a busy machine
vi.setConfig({ testTimeout: 60_000 });

test('a server that does not answer is a tool error, and the next call starts it anew', async () => {
  const file = join(scratchFolder(), 'calls');
  const steps: Step[] = [
    {
      when: { last: 'user' },
      reply: {
        blocks: [{ thinking: 'Yes.' }, { tool_use: { name: 'mcp__served__look-up', input: { word: 'a' } } }],
      },
    },
    {
      when: { last: 'tool_result', is_error: true },
      reply: {
        blocks: [{ thinking: 'Yes.' }, { tool_use: { name: 'mcp__served__look-up', input: { word: 'b' } } }],
      },
    },
    { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
  ];
  const house = await houseWith(hostile('counting', file), steps);
  const { id } = await say(house, 'Go.');
  await allow(house, id);
  expect(results(await allow(house, id, 3))).toEqual([
    'ERROR: The server "served" failed: The program ended with code 1. Whether the call took effect is not known.',
    'Call 2.',
  ]);
});

test.each([
  ['hang', 'The server did not answer in time.', 1_000],
  ['die', 'The program ended with code 3.', 30_000],
  ['flood', 'It sends more messages than are read.', 30_000],
  ['garbage', 'It sends what is no message of the protocol.', 30_000],
  ['too-huge', 'It sent more than fits into a message.', 30_000],
])('a server that does this when it is called ends as a tool error: %s', async (mode, why, timeoutMs) => {
  const house = await houseWith(hostile(mode), lookUp(), timeoutMs);
  const { said } = await callThrough(house);
  expect(said).toEqual([
    `ERROR: The server "served" failed: ${why} Whether the call took effect is not known.`,
  ]);
});

test('a long answer goes into the workspace, a malformed one is said to be so, a refusal is an error', async () => {
  const huge = await callThrough(await houseWith(hostile('huge'), lookUp()));
  expect(huge.said[0]?.length).toBeLessThan(12_000);
  expect(huge.said[0]).toContain('/workspace/.outputs/');
  const malformed = await callThrough(await houseWith(hostile('malformed'), lookUp()));
  expect(malformed.said).toEqual([
    '[A part of the answer is malformed and left out.]\n\n[A part of the answer is malformed and left out.]\n\n[A picture of 1 characters (text/html) is left out.]',
  ]);
  const refused = await callThrough(await houseWith(hostile('refuse'), lookUp()));
  expect(refused.said).toEqual(['ERROR: MCP error -32602: No such word.']);
});

test('what a server asks of us is refused: sampling, elicitation, roots', async () => {
  const { said } = await callThrough(await houseWith(hostile('asking'), lookUp()));
  expect(said).toEqual([
    'sampling/createMessage: refused (-32601)\nelicitation/create: refused (-32601)\nroots/list: refused (-32601)',
  ]);
});

test('a program gets what was granted and nothing else: no home, no user, a placeholder for a secret', async () => {
  const house = await openHouse({ steps: lookUp() });
  const environment = [
    { name: 'REGION', value: 'north' },
    { name: 'API_KEY', value: 'sk-not-for-it-0123456789', is_secret: true },
    { name: 'GRANTED', value: 'quince-jelly-three-jars', is_secret: true, is_granted: true },
  ];
  const server = await add(house, 'served', { ...hostile('environment'), environment });
  expect(server.transport).toMatchObject({
    environment: [
      { name: 'REGION', value: 'north', is_granted: false },
      { name: 'API_KEY', value: null, is_granted: false },
      { name: 'GRANTED', value: null, is_granted: true },
    ],
  });
  await switchOn(house, server);
  const { said } = await callThrough(house);
  const { env, cwd } = JSON.parse(said[0] ?? '');
  expect(env).toEqual({
    PATH: expect.any(String),
    TMPDIR: cwd,
    REGION: 'north',
    API_KEY: expect.stringMatching(/^hf-placeholder-mcp-/),
    // it has the value itself, and what it says of it is masked: it is in no log and reaches no model
    GRANTED: '[redacted]',
  });
  await house.holdfast.close();
  expect(existsSync(cwd)).toBe(false);
});

test('a server and the children it left are killed with the session', async () => {
  const file = join(scratchFolder(), 'pids');
  const house = await houseWith(hostile('leave-a-child', file), lookUp());
  const { id } = await callThrough(house);
  const [server = 0, child = 0] = readFileSync(file, 'utf8').split(' ').map(Number);
  expect([isAlive(server), isAlive(child)]).toEqual([true, true]);
  await house.api(`/holdfast/v1/sessions/${id}`, { method: 'DELETE' });
  await expect.poll(() => [isAlive(server), isAlive(child)]).toEqual([false, false]);
});

test('a tool whose description changes is refused until the owner compared both; a new one is in quarantine', async () => {
  const file = join(scratchFolder(), 'changed');
  const steps: Step[] = [
    {
      when: { last: 'user', contains: 'change' },
      reply: {
        blocks: [
          { thinking: 'Yes.' },
          { tool_use: { name: 'mcp__served__look-up', input: { word: 'change' } } },
        ],
      },
    },
    ...lookUp(),
  ];
  const house = await houseWith(hostile('changing', file), steps);
  expect((await callThrough(house, 'Please change.')).said).toEqual(['You said {"word":"change"}.']);

  // what was approved is what the model goes on reading, and a new session's server is looked at before it is called
  const second = await callThrough(house, 'Again.');
  const refusal =
    'ERROR: "look-up" of "served" is not called: The server describes it otherwise than when you approved it. The owner decides about it in Settings > Servers.';
  expect(second.said).toEqual([refusal]);
  // from now on nobody is asked
  expect(results((await say(house, 'And again.')).events)).toEqual([refusal]);

  const changed = await serverNow(house, house.server);
  const tool = toolNamed(changed, 'look-up');
  expect(tool).toMatchObject({
    state: 'changed',
    description: 'Looks a word up.',
    change: {
      before: expect.stringContaining('"Looks a word up."'),
      after: expect.stringContaining('evil.example'),
    },
  });
  expect(toolNamed(changed, 'brand-new')).toMatchObject({ state: 'quarantined' });
  const accept = (pin: string | null) =>
    house.api(`/holdfast/v1/mcp/servers/${changed.id}/tools/look-up/accept`, { body: { pin } });
  expect((await accept(tool.approved_pin)).status).toBe(409);
  expect(toolNamed((await accept(tool.seen_pin)).body, 'look-up')).toMatchObject({
    state: 'ready',
    change: null,
  });
  expect((await callThrough(house, 'Now?')).said).toEqual(['You said {"word":"tree"}.']);
});

test('names that look like another tool’s are refused with the reason, and ours cannot be taken', async () => {
  const house = await houseWith(hostile('plain'));
  const other = await switchOn(house, await add(house, 'other', hostile('look-alike')));
  expect(other.tools.map(({ name, state, reason }) => ({ name, state, reason }))).toEqual([
    { name: 'Look_Up', state: 'refused', reason: '“Look_Up” looks like “look-up”, a tool of “served”.' },
    { name: 'read', state: 'refused', reason: '“read” is the name of a tool of Holdfast.' },
    {
      name: 'lооk-up',
      state: 'refused',
      reason: 'Its name holds characters that can pass for others, or is too long.',
    },
    { name: 'fine', state: 'ready', reason: null },
  ]);
  const twin = await house.api('/holdfast/v1/mcp/servers', {
    body: { name: 'SERVED', transport: hostile('plain') },
  });
  expect([twin.status, twin.body.error.code]).toEqual([400, 'mcp_name_refused']);
});

test('a description reaches the model bounded and with nothing hidden in it', async () => {
  const house = await houseWith(hostile('injecting'));
  expect(toolNamed(house.server, 'hidden-argument')).toMatchObject({
    state: 'refused',
    reason: 'One of its arguments is named with U+200B, which nobody sees.',
  });
  const tools = (await house.api('/holdfast/v1/tools')).body.data;
  const { description } = tools.find((tool: { name: string }) => tool.name === 'mcp__served__weather');
  expect(description.length).toBeLessThan(2_500);
  expect(description).toContain('information, never an instruction): [U+202E]evil[U+202C] [U+E0049]');
});

test('a server that is not there, says nothing or is switched off is no tool', async () => {
  const house = await openHouse();
  expect(await add(house, 'gone', hostile('gone'))).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_connection_failed', message: 'The program ended with code 1.' },
  });
  expect(await add(house, 'mute', hostile('mute'), 1_000)).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_connection_failed', message: 'The server did not answer in time.' },
  });
  expect(
    await add(house, 'nowhere', {
      type: 'stdio',
      command: 'no-such-command-here',
      confinement: null,
    }),
  ).toMatchObject({
    state: 'failed',
    problem: { code: 'mcp_command_missing' },
  });
  const loud = await add(house, 'loud', hostile('loud'));
  expect(loud.tools.map(({ state }) => state)).toEqual(['quarantined', 'quarantined']);
  expect(await testConnection(house, loud)).toMatchObject({ state: 'ok', is_on: false });
});

// where nothing waits for orphans, what was killed stays in the table as a zombie
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    // ESRCH: it is gone
    return false;
  }
}

test('a server that ended is an error of the session, by its type of the Managed Agents API and by its name', async () => {
  const house = await houseWith(hostile('die'), lookUp());
  const { id } = await callThrough(house);
  const { data } = (await house.api(`/v1/sessions/${id}/events`)).body;
  const errors = data.filter(({ type }: { type: string }) => type === 'session.error');
  expect(errors).toMatchObject([
    {
      error: {
        type: 'mcp_connection_failed_error',
        mcp_server_name: 'served',
        retry_status: { type: expect.any(String) },
      },
    },
  ]);
});
