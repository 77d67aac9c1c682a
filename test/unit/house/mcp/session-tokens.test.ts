import { describe, expect, test, vi } from 'vitest';
import { systemRuntime } from '../../../../core/base/index.ts';
import type { SessionEvent } from '../../../../core/events/index.ts';
import { environmentKeyPort } from '../../../../core/vault/index.ts';
import { type House, onResult, openHouse } from '../../harness/support.ts';
import { startGuardedServer } from './guarded-server.ts';

// A server at an address that wants a token, and sessions whose vaults have one.

vi.setConfig({ testTimeout: 120_000 });

const first = 'first-CANARY-1f3c9d8e7b6a';
const renewed = 'renewed-CANARY-6a7b8e9d3c1f';
const refresh = 'refresh-CANARY-a1b2c3d4e5f6';

/** A server of the protocol behind a bearer token, with a token endpoint beside it. */
async function startGuarded(isRight: (token: string) => boolean) {
  const grants: string[] = [];
  const server = await startGuardedServer(isRight, (request, response, body) => {
    if (request.url !== '/token') return false;
    grants.push(body);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: renewed, expires_in: 3600 }));
    return true;
  });
  return { ...server, grants };
}

const think = { tool_use: { name: 'think', input: { thought: 'They asked for it.' } } };
const look = { tool_use: { name: 'mcp__guarded__look-up', input: {} } };
const steps = [
  { when: { last: 'user' }, reply: { blocks: [think] } },
  { when: { tool: 'think' }, reply: { blocks: [look] } },
  onResult('Done.'),
];

async function openAt(url: string, token: string) {
  const runtime = systemRuntime();
  const house = await openHouse(steps, {
    keyPort: environmentKeyPort({
      env: { HOLDFAST_KEY: 'correct horse battery staple' },
      random: runtime.random,
    }),
  });
  const server = (await house.post('/holdfast/v1/mcp/servers', {
    name: 'guarded',
    transport: { type: 'http', url, may_be_private: true, token },
  })) as { id: string; state: string };
  await house.post(`/holdfast/v1/mcp/servers/${server.id}`, { is_on: true });
  return { house, server };
}

/** A session with these credentials, at its answer, through the approval of the call. */
async function callThrough(
  house: House,
  auth: object | null,
): Promise<{ id: string; events: SessionEvent[] }> {
  await house.session();
  const { data: agents } = (await house.get('/v1/agents')) as { data: { id: string }[] };
  const { data: environments } = (await house.get('/v1/environments')) as { data: { id: string }[] };
  const vault = (await house.post('/v1/vaults', { display_name: 'Keys' })) as { id: string };
  if (auth) await house.post(`/v1/vaults/${vault.id}/credentials`, { auth });
  const { id } = (await house.post('/v1/sessions', {
    agent: agents[0]?.id,
    environment_id: environments[0]?.id,
    vault_ids: [vault.id],
  })) as { id: string };
  await house.say(id, 'Look it up.');
  await house.idle(id, 'requires_action');
  const { data: asked } = (await house.get(`/holdfast/v1/approvals?session_id=${id}&status=pending`)) as {
    data: { id: string; input_hash: string }[];
  };
  for (const { id: approval, input_hash } of asked)
    await house.post(`/holdfast/v1/approvals/${approval}`, { decision: 'allow_once', input_hash });
  await house.idle(id);
  return { id, events: await house.events(id) };
}

const resultOf = (events: readonly SessionEvent[]) =>
  events.flatMap((event) =>
    event.type === 'agent.tool_result'
      ? [(event.content ?? []).map((block) => (block.type === 'text' ? block.text : '')).join('')]
      : [],
  )[1];
const errorsOf = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => (event.type === 'session.error' ? [[event.error, event.holdfast?.code]] : []));

describe('a server at an address', () => {
  test('gets the token of the session’s own vault, renewed where it is about to end, and its session never sees one', async () => {
    const guarded = await startGuarded((token) => token === renewed || token === 'owners-own-token');
    const { house } = await openAt(guarded.mcp, 'owners-own-token');
    const { events, id } = await callThrough(house, {
      type: 'mcp_oauth',
      mcp_server_url: `${guarded.mcp}/`,
      access_token: first,
      expires_at: new Date(Date.now() - 1000).toISOString(),
      refresh: {
        client_id: 'holdfast',
        refresh_token: refresh,
        token_endpoint: `${guarded.url}/token`,
        token_endpoint_auth: { type: 'none' },
      },
    });
    expect(resultOf(events)).toBe('Found.');
    expect(errorsOf(events)).toEqual([]);
    expect(new Set(guarded.tokens)).toEqual(new Set(['owners-own-token', renewed]));
    expect(guarded.grants).toHaveLength(1);
    expect(new URLSearchParams(guarded.grants[0]).get('refresh_token')).toBe(refresh);
    const seen = JSON.stringify([events, await house.get(`/holdfast/v1/sessions/${id}/egress`)]);
    for (const secret of [first, renewed, refresh, 'owners-own-token']) expect(seen).not.toContain(secret);
  });

  test('gets the owner’s token where no vault of the session has one for it', async () => {
    const guarded = await startGuarded((token) => token === 'owners-own-token');
    const { house } = await openAt(guarded.mcp, 'owners-own-token');
    const { events } = await callThrough(house, {
      type: 'static_bearer',
      mcp_server_url: `${guarded.url}/other`,
      token: first,
    });
    expect(resultOf(events)).toBe('Found.');
    expect(guarded.tokens).not.toContain(first);
  });

  test('that does not accept the token is an error of the session, by the API’s own type, and says nothing of the token', async () => {
    const guarded = await startGuarded((token) => token === 'owners-own-token');
    const { house } = await openAt(guarded.mcp, 'owners-own-token');
    const { events, id } = await callThrough(house, {
      type: 'static_bearer',
      mcp_server_url: guarded.mcp,
      token: first,
    });
    expect(errorsOf(events)).toEqual([
      [
        {
          type: 'mcp_authentication_failed_error',
          message: 'The MCP server does not accept the token.',
          mcp_server_name: 'guarded',
          retry_status: { type: 'exhausted' },
        },
        'mcp_authentication_failed',
      ],
    ]);
    expect(resultOf(events)).toContain('The server "guarded" failed: The server answered with status 401.');
    const wire = (await house.get(`/v1/sessions/${id}/events?types[]=session.error`)) as { data: unknown[] };
    expect(JSON.stringify(wire.data)).toContain('"mcp_server_name":"guarded"');
    expect(JSON.stringify(wire.data)).not.toContain('holdfast');
    expect(JSON.stringify(events)).not.toContain(first);
  });
});
