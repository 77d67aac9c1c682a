import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../core/cli/listener.ts';
import { openHouse, type Step, sayAlways, scratchFolder, tokens } from './house.ts';

/** The house over real HTTP, and the official client against it. */
async function serve(steps: Step[]) {
  const house = await openHouse({ steps });
  const listener = await listen((request, access) => house.holdfast.fetch(request, access), {
    port: 0,
    tokens,
  });
  onTestFinished(() => listener.close());
  const client = new Anthropic({ baseURL: listener.url, apiKey: 'owner-token', maxRetries: 2 });
  return { ...house, url: listener.url, client };
}

it('the official SDK runs a whole task: create, stream, confirm the tool, read the result', async () => {
  const folder = join(scratchFolder(), 'notes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'alpha');
  const write = {
    name: 'write',
    input: { file_path: '/mnt/folders/notes/report.md', content: 'It says alpha.' },
  };
  const { client, api } = await serve([
    {
      when: { last: 'user' },
      reply: { blocks: [{ tool_use: { name: 'read', input: { file_path: '/mnt/folders/notes/a.txt' } } }] },
    },
    {
      when: { last: 'tool_result', tool: 'read', contains: 'alpha' },
      reply: { blocks: [{ text: 'I write.' }, { tool_use: write }] },
    },
    {
      when: { last: 'tool_result', tool: 'write', is_error: false },
      reply: { blocks: [{ text: 'Written.' }] },
    },
  ]);

  const agent = await client.beta.agents.create({
    name: 'Writer',
    model: 'default',
    tools: [{ type: 'agent_toolset_20260401' }],
  });
  const environment = await client.beta.environments.create({ name: 'Here' });
  const session = await client.beta.sessions.create({
    agent: agent.id,
    environment_id: environment.id,
    title: 'Report',
  });
  await api(`/holdfast/v1/sessions/${session.id}/folders`, { body: { path: folder, access: 'read_write' } });

  const stream = await client.beta.sessions.events.stream(session.id, { event_deltas: ['agent.message'] });
  await client.beta.sessions.events.send(session.id, {
    events: [{ type: 'user.message', content: [{ type: 'text', text: 'Write a report.' }] }],
  });
  const said: string[] = [];
  let asked = 0;
  for await (const event of stream) {
    if (event.type === 'agent.message')
      for (const block of event.content) if (block.type === 'text') said.push(block.text);
    if (event.type !== 'session.status_idle') continue;
    if (event.stop_reason.type !== 'requires_action') break;
    for (const tool_use_id of event.stop_reason.event_ids) {
      asked += 1;
      await client.beta.sessions.events.send(session.id, {
        events: [{ type: 'user.tool_confirmation', tool_use_id, result: 'allow' }],
      });
    }
  }
  expect(said).toEqual(['I write.', 'Written.']);
  expect(asked).toBe(1);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('It says alpha.');

  const listed = [];
  for await (const event of client.beta.sessions.events.list(session.id, { limit: 3 }))
    listed.push(event.type);
  expect(listed.filter((type) => type === 'agent.tool_result')).toHaveLength(2);
  const sessions = [];
  for await (const row of client.beta.sessions.list({ statuses: ['idle'] })) sessions.push(row.id);
  expect(sessions).toEqual([session.id]);
  expect((await client.models.list()).data.length).toBeGreaterThan(0);
  expect(await client.beta.sessions.archive(session.id)).toMatchObject({ status: 'terminated' });
  expect(await client.beta.sessions.delete(session.id)).toEqual({ id: session.id, type: 'session_deleted' });
});

it('the SDK reads our errors as its own classes, and does not repeat what cannot get better', async () => {
  const { client, url } = await serve(sayAlways('Hi.'));
  await expect(client.beta.agents.retrieve('agent_none')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  const wrong = new Anthropic({ baseURL: url, apiKey: 'wrong', maxRetries: 0 });
  await expect(wrong.beta.agents.list()).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  await client.beta.environments.create({ name: 'Taken' });
  await expect(client.beta.environments.create({ name: 'Taken' })).rejects.toBeInstanceOf(
    Anthropic.ConflictError,
  );
  const older = await fetch(`${url}/v1/agents?beta=true`, {
    headers: { 'x-api-key': 'owner-token', 'anthropic-version': '2023-06-01' },
  });
  expect(older.status).toBe(200);
  const error = await client.beta.environments.retrieve('env_none').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 404, requestID: expect.stringMatching(/^req_/) });
});

it('a client’s token cannot answer approvals, grant folders, change settings or read the palace', async () => {
  const { url } = await serve(sayAlways('Hi.'));
  const refused = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': 'client-token' }, ...init });
    return response.status;
  };
  expect(await refused('/v1/agents')).toBe(200);
  expect(await refused('/holdfast/v1/status')).toBe(200);
  expect(await refused('/holdfast/v1/approvals')).toBe(403);
  expect(await refused('/holdfast/v1/approvals/x', { decision: 'allow_once', input_hash: 'x' })).toBe(403);
  // a session that is not its own does not exist for it
  expect(await refused('/holdfast/v1/sessions/x/folders', { path: '/tmp', access: 'read' })).toBe(404);
  const own = await createOwnSession(url);
  expect(await refused(`/holdfast/v1/sessions/${own}/folders`, { path: '/tmp', access: 'read' })).toBe(403);
  expect(await refused('/holdfast/v1/sessions', { folders: [{ path: '/tmp', access: 'read' }] })).toBe(403);
  expect(await refused('/holdfast/v1/settings', { theme: 'dark' })).toBe(403);
  expect(await refused('/holdfast/v1/settings/model', { provider: 'none' })).toBe(403);
  expect(await refused('/holdfast/v1/palace/wings')).toBe(403);
  expect(await refused('/holdfast/v1/palace/search?q=x')).toBe(403);
  expect(await refused('/holdfast/v1/backups')).toBe(403);
});

/** A session that the client's token made for itself. */
async function createOwnSession(url: string): Promise<string> {
  const client = new Anthropic({ baseURL: url, apiKey: 'client-token' });
  const agent = await client.beta.agents.create({ name: 'Own', model: 'claude-sonnet-5' });
  const environment = await client.beta.environments.create({ name: 'Own' });
  const session = await client.beta.sessions.create({ agent: agent.id, environment_id: environment.id });
  return session.id;
}
