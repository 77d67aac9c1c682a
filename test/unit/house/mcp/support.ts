import type { McpServer, McpTool } from '../../../../core/api/contract.ts';
import { type House, openHouse, type Step, sayAlways, untilIdle } from '../../api/house.ts';

/** A house with one server of the name `served`, switched on, and a model that plays `steps`. */
export async function houseWith(transport: object, steps: Step[] = sayAlways('Hello.'), timeout_ms = 20_000) {
  const house = await openHouse({ steps });
  const server = await add(house, 'served', transport, timeout_ms);
  await switchOn(house, server);
  return { ...house, server };
}

export async function add(
  house: House,
  name: string,
  transport: object,
  timeout_ms = 20_000,
): Promise<McpServer> {
  const answer = await house.api('/holdfast/v1/mcp/servers', { body: { name, transport, timeout_ms } });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

export async function switchOn(house: House, { id }: Pick<McpServer, 'id'>): Promise<McpServer> {
  return (await house.api(`/holdfast/v1/mcp/servers/${id}`, { body: { is_on: true } })).body;
}

export async function testConnection(house: House, { id }: Pick<McpServer, 'id'>): Promise<McpServer> {
  return (await house.api(`/holdfast/v1/mcp/servers/${id}/test`, { method: 'POST', body: {} })).body;
}

export async function serverNow(house: House, { id }: Pick<McpServer, 'id'>): Promise<McpServer> {
  const { data } = (await house.api('/holdfast/v1/mcp/servers')).body;
  return data.find((each: McpServer) => each.id === id);
}

export function toolNamed(server: McpServer, name: string): McpTool {
  const tool = server.tools.find((each) => each.name === name);
  if (!tool) throw new Error(`no tool ${name} among ${server.tools.map((each) => each.name).join(', ')}`);
  return tool;
}

/** Says `words` and gives the session, once it rests for the first time. */
export async function say(house: House, words: string, agent?: string) {
  const { defaults } = (await house.api('/holdfast/v1/status')).body;
  const created = await house.api('/v1/sessions', {
    body: {
      agent: agent ?? defaults.agent_id,
      environment_id: defaults.environment_id,
      initial_events: [{ type: 'user.message', content: [{ type: 'text', text: words }] }],
    },
  });
  if (created.status !== 200) throw new Error(JSON.stringify(created.body));
  return { id: created.body.id as string, events: await untilIdle(house, created.body.id) };
}

/** Allows what the session waits for, and gives its events once it rests again. */
export async function allow(house: House, sessionId: string, rests = 2) {
  const { data } = (await house.api(`/holdfast/v1/approvals?session_id=${sessionId}&status=pending`)).body;
  for (const { id, input_hash } of data)
    await house.api(`/holdfast/v1/approvals/${id}`, { body: { decision: 'allow_once', input_hash } });
  return untilIdle(house, sessionId, rests);
}

/** The texts of results, `ERROR: ` before those that failed. */
export function results(events: Awaited<ReturnType<typeof untilIdle>>): string[] {
  return events.flatMap((event) => {
    if (event.type !== 'agent.tool_result') return [];
    const text = (event.content ?? [])
      .map((block) => (block.type === 'text' ? block.text : `[${block.type}]`))
      .join('\n');
    return [event.is_error ? `ERROR: ${text}` : text];
  });
}

/** Runs a call of the server's tool to its result, through the approval. */
export async function callThrough(house: House, words = 'Go.'): Promise<{ id: string; said: string[] }> {
  const { id } = await say(house, words);
  return { id, said: results(await allow(house, id)) };
}

/** Thinks, because the call may not be undone, calls a tool for every message, and says "Done." to its result. */
export const thinkAndCall = (name: string, input: Record<string, unknown>): Step[] => [
  {
    when: { last: 'user' },
    reply: { blocks: [{ thinking: 'It is what the owner wants.' }, { tool_use: { name, input } }] },
  },
  { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
];
