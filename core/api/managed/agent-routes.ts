import { z } from 'zod';
import type { Api } from '../app.ts';
import type { ApiDeps, Slice } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { decodeCursor, encodeCursor, type Order } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { createAgentCatalog } from './agent-catalog.ts';
import { type Agent, type AgentTool, createAgentParams, updateAgentParams } from './agent-schemas.ts';
import { createdAtQuery, flag, pageQuery, timeRange } from './shared-schemas.ts';

const listQuery = z.object({
  ...pageQuery({ standard: 20, max: 100 }),
  ...createdAtQuery,
  include_archived: flag.default(false),
});
const versionsQuery = z.object(pageQuery({ standard: 20, max: 100 }));
const getQuery = z.object({ version: z.coerce.number().int().min(1).optional() });

/** `/v1/agents`: definitions with versions. There is no delete, as in the reference. */
export function addAgentRoutes(app: Api, deps: ApiDeps): void {
  const agents = createAgentCatalog(deps.agents);

  app.post('/v1/agents', async (context) => {
    const definition = await readJson(context.req.raw, createAgentParams);
    return context.json(agentOnWire(await agents.create(definition)));
  });

  app.get('/v1/agents', async (context) => {
    const query = listQuery.parse(readQuery(new URL(context.req.url)));
    const after = decodeCursor('agents', 'desc', query.page);
    const createdAt = timeRange(query);
    const slice = await agents.list({
      limit: query.limit,
      after,
      includeArchived: query.include_archived,
      createdAt,
    });
    return context.json(pageOnWire('agents', 'desc', slice, agentOnWire));
  });

  app.get('/v1/agents/:id', async (context) => {
    const { version } = getQuery.parse(readQuery(new URL(context.req.url)));
    return context.json(agentOnWire(await agents.get(context.req.param('id'), version)));
  });

  app.get('/v1/agents/:id/versions', async (context) => {
    const id = context.req.param('id');
    const query = versionsQuery.parse(readQuery(new URL(context.req.url)));
    const after = decodeCursor(`versions ${id}`, 'desc', query.page);
    const slice = await agents.versions(id, { limit: query.limit, after });
    return context.json(pageOnWire(`versions ${id}`, 'desc', slice, agentOnWire));
  });

  // an agent's tools say what may run unasked: changing them is the owner's
  app.post('/v1/agents/:id', async (context) => {
    requireOwner(context.get('caller'), 'change agents');
    const { version, patch } = await readJson(context.req.raw, updateAgentParams);
    return context.json(agentOnWire(await agents.update(context.req.param('id'), patch, version)));
  });

  app.post('/v1/agents/:id/archive', async (context) => {
    requireOwner(context.get('caller'), 'archive agents');
    return context.json(agentOnWire(await agents.archive(context.req.param('id'))));
  });
}

/** A page of the Managed Agents API out of a room's slice. */
export function pageOnWire<T, W>(list: string, order: Order, slice: Slice<T>, row: (item: T) => W) {
  const next_page = slice.after === null ? null : encodeCursor(list, order, slice.after);
  return { data: slice.rows.map(row), next_page };
}

const referenceTools = new Set(['bash', 'read', 'write', 'edit', 'glob', 'grep', 'web_fetch', 'web_search']);

/** An agent's tools as the reference knows them: Holdfast's own tool names are left out of the configs. */
export function toolsOnWire(tools: readonly AgentTool[]): AgentTool[] {
  return tools.map((tool) =>
    tool.type !== 'agent_toolset_20260401'
      ? tool
      : { ...tool, configs: tool.configs.filter(({ name }) => referenceTools.has(name)) },
  );
}

function agentOnWire(agent: Agent): Agent {
  return { ...agent, tools: toolsOnWire(agent.tools) };
}
