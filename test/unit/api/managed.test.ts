import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callThenSay, openHouse, sayAlways, untilIdle } from './house.ts';
import { expectShape, sdkSchema } from './sdk-schema.ts';

const toolset = (name: string, type: string) => ({
  type: 'agent_toolset_20260401',
  configs: [{ name, permission_policy: { type } }],
});
const message = (text: string) => ({ events: [{ type: 'user.message', content: [{ type: 'text', text }] }] });

async function openWithSession(options: Parameters<typeof openHouse>[0] = {}, tools: unknown[] = []) {
  const house = await openHouse(options);
  const agent = (await house.api('/v1/agents', { body: { name: 'A', model: 'default', tools } })).body;
  const environment = (await house.api('/v1/environments', { body: { name: 'E' } })).body;
  const created = await house.api('/v1/sessions', {
    body: { agent: agent.id, environment_id: environment.id },
  });
  return { ...house, agent, environment, session: created.body, path: `/v1/sessions/${created.body.id}` };
}

it('the schema is that of the installed SDK', () => {
  const path = new URL('../../../node_modules/@anthropic-ai/sdk/package.json', import.meta.url);
  expect(sdkSchema.sdk).toBe(JSON.parse(readFileSync(path, 'utf8')).version);
});

describe('every answer', () => {
  it('to an unknown route is 404, also without a token; then comes 401', async () => {
    const { stranger, api } = await openHouse();
    expect((await stranger('/v1/nothing')).status).toBe(404);
    expect((await stranger('/v1/agents/x/y/z', { method: 'DELETE' })).status).toBe(404);
    const refused = await stranger('/v1/agents');
    expect(refused).toMatchObject({
      status: 401,
      body: {
        type: 'error',
        error: { type: 'authentication_error' },
        request_id: expect.stringMatching(/^req_/),
      },
    });
    expect(refused.headers.get('request-id')).toBe(refused.body.request_id);
    const answer = await api('/v1/agents?beta=true', {
      headers: { 'anthropic-beta': 'anything', 'anthropic-version': 'x' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
  });

  it('to a foreign Host or Origin is 403, whatever the token', async () => {
    const { owner } = await openHouse();
    expect((await owner('/v1/agents', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await owner('/v1/agents', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });

  it('to malformed JSON names the place', async () => {
    const { api } = await openHouse();
    const answer = await api('/v1/agents', { body: new TextEncoder().encode('{"name": ') });
    expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(answer.body.error.message).toContain('not valid JSON');
    const wrong = await api('/v1/agents', { body: { name: '', model: 'm', surprise: 1 } });
    expect(wrong.body.error.message).toMatch(/name/);
    expect(wrong.body.error.message).toMatch(/surprise/);
  });
});

describe('agents', () => {
  it('are created, versioned by each effective update, listed by pages, archived', async () => {
    const { api } = await openHouse();
    const body = {
      name: 'Reader',
      model: { id: 'm', effort: 'high' },
      system: 'Be brief.',
      tools: [toolset('write', 'always_ask')],
      metadata: { a: '1' },
    };
    const created = await api('/v1/agents', { body });
    expect(created.status).toBe(200);
    expectShape('Agent', created.body);
    expect(created.body).toMatchObject({
      version: 1,
      model: { id: 'm', effort: { type: 'high' } },
      archived_at: null,
    });
    const path = `/v1/agents/${created.body.id}`;

    const same = await api(path, { body: { name: 'Reader', version: 1 } });
    expect(same.body.version).toBe(1);
    const changed = await api(path, { body: { version: 1, system: null, metadata: { a: null, b: '2' } } });
    expectShape('Agent', changed.body);
    expect(changed.body).toMatchObject({ version: 2, name: 'Reader', system: null, metadata: { b: '2' } });
    const stale = await api(path, { body: { version: 1, name: 'Other' } });
    expect(stale.status).toBe(409);
    expect(stale.headers.get('x-should-retry')).toBe('false');
    expect((await api(`${path}?version=1`)).body).toMatchObject({ version: 1, system: 'Be brief.' });
    expect((await api(`${path}?version=9`)).status).toBe(404);
    expect(
      (await api(`${path}/versions`)).body.data.map((agent: { version: number }) => agent.version),
    ).toEqual([2, 1]);

    await api('/v1/agents', { body: { name: 'Second', model: 'm' } });
    const first = await api('/v1/agents?limit=1');
    expect(first.body).toMatchObject({ data: [{ name: 'Second' }], next_page: expect.any(String) });
    const second = await api(`/v1/agents?limit=1&page=${first.body.next_page}`);
    expect(second.body.data[0].name).toBe('Reader');
    expect((await api('/v1/agents?page=nonsense')).status).toBe(400);

    const archived = await api(`${path}/archive`, { method: 'POST' });
    expectShape('Agent', archived.body);
    expect(archived.body.archived_at).toEqual(expect.any(String));
    expect((await api('/v1/agents')).body.data).not.toContainEqual(
      expect.objectContaining({ name: 'Reader' }),
    );
    const all = (await api('/v1/agents?include_archived=true')).body.data;
    expect(all).toContainEqual(expect.objectContaining({ name: 'Reader' }));
    expect((await api(path, { body: { name: 'Again' } })).status).toBe(400);
  });

  it('say clearly what is not offered here', async () => {
    const { api } = await openHouse();
    const create = async (more: object) =>
      (await api('/v1/agents', { body: { name: 'A', model: 'm', ...more } })).body.error?.message;
    expect(await create({ tools: [{ type: 'bash_20250124' }] })).toContain('only agent_toolset_20260401');
    expect(await create({ skills: [{ type: 'custom', skill_id: 'x' }] })).toContain('skills are not offered');
    expect(await create({ tools: [toolset('write', 'auto')] })).toContain('"auto" is not offered');
    expect(
      await create({ tools: [toolset('write', 'always_ask'), toolset('read', 'always_ask')] }),
    ).toContain('given twice');
  });
});

describe('environments', () => {
  it('are created, updated, archived, deleted; names are unique', async () => {
    const { api } = await openHouse();
    const created = await api('/v1/environments', {
      body: {
        name: 'E',
        config: { type: 'cloud', networking: { type: 'limited', allowed_hosts: ['a.example'] } },
      },
    });
    expectShape('Environment', created.body);
    const taken = await api('/v1/environments', { body: { name: 'E' } });
    expect(taken.status).toBe(409);
    expect(taken.headers.get('x-should-retry')).toBe('false');
    const path = `/v1/environments/${created.body.id}`;
    const updated = await api(path, { body: { name: 'F', metadata: { k: 'v' } } });
    expectShape('Environment', updated.body);
    expect(updated.body).toMatchObject({
      name: 'F',
      metadata: { k: 'v' },
      config: { networking: { allowed_hosts: ['a.example'] } },
    });
    expect((await api(path)).body).toEqual(updated.body);
    expectShape('Environment', (await api(`${path}/archive`, { method: 'POST' })).body);
    const refused = await api(path, { body: { name: 'G' } });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { details: { error_code: 'environment_archived' } } },
    });
    const deleted = await api(path, { method: 'DELETE' });
    expectShape('EnvironmentDeleted', deleted.body);
    expect(await api(path)).toMatchObject({
      status: 404,
      body: { error: { details: { error_code: 'environment_not_found' } } },
    });
    const selfHosted = await api('/v1/environments', {
      body: { name: 'S', config: { type: 'self_hosted' } },
    });
    expect(selfHosted.body.error.message).toContain('only config.type "cloud"');
  });
});

describe('sessions', () => {
  it('are created from an agent, a version, or with overrides; the agent is a snapshot', async () => {
    const { api, agent, environment, session } = await openWithSession();
    expectShape('Session', session);
    expect(session).toMatchObject({ status: 'idle', title: null, agent: { id: agent.id, version: 1 } });
    await api(`/v1/agents/${agent.id}`, { body: { system: 'New.' } });
    const create = (body: object) =>
      api('/v1/sessions', { body: { environment_id: environment.id, ...body } });
    const pinned = await create({
      agent: { type: 'agent', id: agent.id, version: 1 },
      title: 'T',
      metadata: { k: 'v' },
    });
    expect(pinned.body).toMatchObject({
      agent: { version: 1, system: null },
      title: 'T',
      metadata: { k: 'v' },
    });
    const overridden = await create({
      agent: {
        type: 'agent_with_overrides',
        id: agent.id,
        model: 'other',
        tools: [toolset('write', 'always_ask')],
      },
    });
    expectShape('Session', overridden.body);
    expect(overridden.body.agent).toMatchObject({ version: 2, model: { id: 'other' }, system: 'New.' });
    expect((await create({ agent: 'agent_none' })).status).toBe(404);
    expect((await create({ agent: agent.id, environment_id: 'env_none' })).status).toBe(404);
    expect((await create({ agent: agent.id, vault_ids: ['v'] })).body.error.message).toContain('no vault v');
    await api(`/v1/agents/${agent.id}/archive`, { method: 'POST' });
    expect((await create({ agent: agent.id })).status).toBe(400);
  });

  it('run at once with initial events, and are listed by filter, order and page', async () => {
    const house = await openWithSession();
    const { api, agent, environment, session } = house;
    const body = {
      agent: agent.id,
      environment_id: environment.id,
      title: 'second',
      initial_events: message('Hi').events,
    };
    const started = await api('/v1/sessions', { body });
    expectShape('Session', started.body);
    expect(started.body.status).toBe('running');
    await untilIdle(house, started.body.id);
    const ids = async (query: string) =>
      (await api(`/v1/sessions${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual([started.body.id, session.id]);
    expect(await ids('?order=asc')).toEqual([session.id, started.body.id]);
    expect(await ids('?statuses[]=running')).toEqual([]);
    expect(await ids(`?agent_id=${agent.id}&statuses[]=idle&statuses[]=running`)).toHaveLength(2);
    expect(await ids('?agent_id=other')).toEqual([]);
    expect(await ids('?created_at[gte]=2999-01-01T00:00:00Z')).toEqual([]);
    const first = (await api('/v1/sessions?limit=1')).body;
    expect(first).toMatchObject({ data: [{ id: started.body.id }], prev_page: null });
    const second = (await api(`/v1/sessions?limit=1&page=${first.next_page}`)).body;
    expect(second).toMatchObject({
      data: [{ id: session.id }],
      next_page: null,
      prev_page: expect.any(String),
    });
    expect((await api(`/v1/sessions?order=asc&page=${first.next_page}`)).status).toBe(400);
  });

  it('are renamed with an event, archived for good measure, and deleted', async () => {
    const { api, path, session } = await openWithSession();
    const renamed = await api(path, { body: { title: 'New name', metadata: { a: 'b' } } });
    expectShape('Session', renamed.body);
    expect(renamed.body).toMatchObject({ title: 'New name', metadata: { a: 'b' } });
    const events = (await api(`${path}/events`)).body.data;
    expect(events).toMatchObject([{ type: 'session.updated', title: 'New name' }]);
    const archived = await api(`${path}/archive`, { method: 'POST' });
    expectShape('Session', archived.body);
    expect(archived.body).toMatchObject({ status: 'terminated', archived_at: expect.any(String) });
    expect((await api(`${path}/events`, { body: message('Hello?') })).status).toBe(400);
    expect((await api('/v1/sessions')).body.data).toEqual([]);
    const deleted = await api(path, { method: 'DELETE' });
    expectShape('SessionDeleted', deleted.body);
    expect(deleted.body.id).toBe(session.id);
    expect((await api(path)).status).toBe(404);
  });
});

describe('events', () => {
  it('of a turn all have the shapes of the SDK, and echo, list, filter and page', async () => {
    const house = await openWithSession({ steps: sayAlways('Good day.') });
    const { api, path, session } = house;
    const sent = await api(`${path}/events`, { body: message('Hi') });
    expectShape('SentEvents', sent.body);
    expect(sent.body.data).toMatchObject([{ type: 'user.message', processed_at: null }]);
    await untilIdle(house, session.id);
    const { data } = (await api(`${path}/events`)).body;
    for (const event of data) expectShape('SessionEvent', event);
    const types = data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'session.status_running',
        'user.message',
        'agent.message',
        'session.status_idle',
      ]),
    );
    expect(data.find(({ type }: { type: string }) => type === 'user.message').id).toBe(sent.body.data[0].id);
    expect(types.some((type: string) => type.startsWith('holdfast.'))).toBe(false);
    expect(JSON.stringify(data)).not.toContain('"holdfast"');

    const reversed = (await api(`${path}/events?order=desc`)).body.data;
    expect(reversed).toEqual([...data].reverse());
    const some = (await api(`${path}/events?types[]=agent.message`)).body.data;
    expect(some).toMatchObject([{ type: 'agent.message', content: [{ type: 'text', text: 'Good day.' }] }]);
    const paged = [];
    let page = '';
    do {
      const body = (await api(`${path}/events?limit=2${page}`)).body;
      paged.push(...body.data);
      page = body.next_page === null ? '' : `&page=${body.next_page}`;
    } while (page !== '');
    expect(paged).toEqual(data);
  });

  it('that are not offered are refused by name, and nothing of the request happens', async () => {
    const { api, path } = await openWithSession();
    const refusal = async (...events: object[]) => {
      const answer = await api(`${path}/events`, { body: { events } });
      expect(answer.status).toBe(400);
      return answer.body.error.message;
    };
    const good = message('Hi').events[0] ?? {};
    expect(await refusal(good, { type: 'user.define_outcome', description: 'd' })).toContain(
      'outcomes are not offered',
    );
    expect(await refusal(good, { type: 'system.message', content: [] })).toContain('system.message');
    expect(await refusal({ type: 'user.tool_result', tool_use_id: 'x' })).toContain('self-hosted');
    expect(await refusal({ type: 'agent.message', content: [] })).toContain('type');
    expect(await refusal({ type: 'user.message', content: [] })).toContain('content');
    expect(
      await refusal({
        type: 'user.tool_confirmation',
        tool_use_id: 'x',
        result: 'allow',
        deny_message: 'no',
      }),
    ).toContain('deny_message');
    const unknown = await api(`${path}/events`, {
      body: { events: [good, { type: 'user.tool_confirmation', tool_use_id: 'x', result: 'allow' }] },
    });
    expect(unknown.status).toBe(404);
    expect((await api(`${path}/events`)).body.data).toEqual([]);
  });

  it('ask for a confirmation, which counts once', async () => {
    const steps = callThenSay('write', { file_path: '/workspace/a.txt', content: 'x' }, 'Done.');
    const house = await openWithSession({ steps }, [toolset('write', 'always_ask')]);
    const { api, path, session } = house;
    await api(`${path}/events`, { body: message('Write') });
    const waiting = await untilIdle(house, session.id);
    const use = waiting.find((event) => event.type === 'agent.tool_use');
    expect(waiting.at(-1)).toMatchObject({ stop_reason: { type: 'requires_action', event_ids: [use?.id] } });
    expect((await api(path)).body.status).toBe('idle');
    const confirm = { events: [{ type: 'user.tool_confirmation', tool_use_id: use?.id, result: 'allow' }] };
    const [first, second] = await Promise.all([
      api(`${path}/events`, { body: confirm }),
      api(`${path}/events`, { body: confirm }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const done = await untilIdle(house, session.id, 2);
    expect(done.filter((event) => event.type === 'agent.tool_result')).toHaveLength(1);
    const { data } = (await api(`${path}/events`)).body;
    for (const event of data) expectShape('SessionEvent', event);
    const mine = await api(`${path}/events?holdfast=true&types[]=holdfast.tool_intent`);
    expect(mine.body.data).toMatchObject([{ type: 'holdfast.tool_intent', tool: 'write' }]);
  });

  it('archiving while a call waits means that it never runs', async () => {
    const steps = callThenSay('write', { file_path: '/workspace/a.txt', content: 'x' }, 'Done.');
    const house = await openWithSession({ steps }, [toolset('write', 'always_ask')]);
    const { api, path, session } = house;
    await api(`${path}/events`, { body: message('Write') });
    const use = (await untilIdle(house, session.id)).find((event) => event.type === 'agent.tool_use');
    expect((await api(`${path}/archive`, { method: 'POST' })).status).toBe(200);
    const answers = [
      await api(`${path}/events`, {
        body: { events: [{ type: 'user.tool_confirmation', tool_use_id: use?.id, result: 'allow' }] },
      }),
      await api(`/holdfast/v1/approvals/${use?.id}`, { body: { decision: 'allow_once', input_hash: 'x' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    const files = (await api(`/holdfast/v1/sessions/${session.id}/workspace`)).body.data;
    expect(files).toEqual([]);
  });
});
